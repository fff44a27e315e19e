import { expect } from 'chai';
import type { Framework } from './framework.js';
import { planRules } from './plan-rules.js';
import type { Rule } from './rule.js';

const framework: Framework = {
  name: 'plain node',
  capabilities: ['context-in-bodies'],
  createListener: () => (_message, response) => void response.end('answered'),
};

const answers: Rule = {
  id: 'answers',
  title: 'a request is answered',
  async check({ start }) {
    const { send } = await start();
    expect(await (await send('/')).text()).to.equal('answered');
  },
};
const records: Rule = {
  id: 'records',
  title: 'a request is recorded',
  async check({ start }) {
    const { send, store } = await start();
    await send('/');
    expect(store.events).not.to.have.lengthOf(0);
  },
};

const failureOf = (run: (() => Promise<void>) | undefined) =>
  run?.().then(
    () => undefined,
    (reason: unknown) => (reason as Error).message,
  );

describe('planRules', () => {
  it('checks a rule, with its id and title', async () => {
    const [test] = planRules([answers], framework);
    expect(test?.title).to.equal('answers: a request is answered');
    expect(await failureOf(test?.run)).to.equal(undefined);
  });

  it('fails where a rule is broken', async () => {
    const [test] = planRules([records], framework);
    expect(await failureOf(test?.run)).to.include('expected []');
  });

  it('claims a rule whose capability the framework has', () => {
    const [test] = planRules([{ ...answers, needs: 'context-in-bodies' }], framework);
    expect(test?.run).to.be.a('function');
  });

  it('leaves a rule pending whose capability the framework lacks', () => {
    const [test] = planRules([{ ...answers, needs: 'mounted-applications' }], framework);
    expect(test).to.deep.equal({
      rule: 'answers',
      title: 'answers: a request is answered (not claimed: mounted-applications)',
    });
  });

  it('expects a deviation to fail', async () => {
    const [test] = planRules([records], framework, [{ rule: 'records', reason: 'nothing is mounted' }]);
    expect(test?.title).to.include('(deviates: nothing is mounted)');
    expect(await failureOf(test?.run)).to.equal(undefined);
  });

  it('fails for a deviation that is none', async () => {
    const [test] = planRules([answers], framework, [{ rule: 'answers', reason: 'once' }]);
    expect(await failureOf(test?.run)).to.equal('plain node obeys answers: remove the deviation');
  });

  it('refuses a deviation from a rule that does not exist', () => {
    expect(() => planRules([answers], framework, [{ rule: 'answer', reason: 'misspelt' }])).to.throw('"answer"');
  });
});
