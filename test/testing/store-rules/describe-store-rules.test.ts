import { AuditError, MemoryAuditStore } from '@auditrail/core';
import { describeStoreRules, storeRules, type StoreDeviation, type StoreHarness } from '@auditrail/testing';
import { expect } from 'chai';
import { errAsync } from 'neverthrow';
import { AssertionError } from 'node:assert';
import { createSharedLogHarness } from './shared-log-harness.js';

interface DefinedTest {
  readonly title: string;
  readonly run: () => Promise<void>;
  readonly skipped: boolean;
}

/** Defines the suite with a runner that only collects. */
function collect(harness: StoreHarness, deviations?: readonly StoreDeviation[]) {
  const suites: string[] = [];
  const tests: DefinedTest[] = [];
  const define = (skipped: boolean) => (title: string, run: () => Promise<void>) => tests.push({ title, run, skipped });
  const runner = {
    describe: (title: string, defineTests: () => void) => {
      suites.push(title);
      defineTests();
    },
    it: Object.assign(define(false), { skip: define(true) }),
  };
  describeStoreRules(runner, 'a store', harness, deviations);
  const testOf = (rule: string) => tests.find(({ title }) => title.startsWith(`${rule}: `)) ?? expect.fail(rule);
  return { suites, tests, testOf };
}

/** What a test rejects with. */
async function failureOf({ run }: DefinedTest): Promise<unknown> {
  return run().then(
    () => undefined,
    (error: unknown) => error,
  );
}

const kept = createSharedLogHarness();
const broken = createSharedLogHarness((store) => ({ query: (query) => store.query({ ...query, offset: 0 }) }));
const deviation: StoreDeviation = { rule: 'pages-by-offset', reason: 'offsets are slow' };

describe('describeStoreRules', () => {
  it('defines a test for each rule in one suite', () => {
    const { suites, tests } = collect(kept);
    expect(suites).to.deep.equal(['a store']);
    expect(tests.map(({ title }) => title)).to.deep.equal(storeRules.map(({ id, title }) => `${id}: ${title}`));
    expect(tests.some(({ skipped }) => skipped)).to.be.false;
  });

  it('passes a rule that is kept and fails one that is broken', async () => {
    expect(await failureOf(collect(broken).testOf('newest-first'))).to.equal(undefined);
    expect(await failureOf(collect(broken).testOf('pages-by-offset'))).to.be.instanceOf(AssertionError);
  });

  it('skips what needs a capability that is not claimed, and says so', () => {
    const { tests } = collect({ ...kept, capabilities: { transactions: false, secondStore: true } });
    const skipped = tests.filter(({ skipped: isSkipped }) => isSkipped).map(({ title }) => title);
    const needing = storeRules.filter(({ needs }) => needs === 'transactions');
    expect(skipped).to.deep.equal(needing.map(({ id, title }) => `${id}: ${title} (not claimed: transactions)`));
  });

  it('fails a rule whose capability is claimed without a way to use it', async () => {
    const harness: StoreHarness = {
      capabilities: { transactions: true, secondStore: true },
      openLog: () => Promise.resolve({ store: new MemoryAuditStore(), release: () => Promise.resolve() }),
    };
    const { testOf } = collect(harness);
    expect(await failureOf(testOf('transaction-commit'))).to.match(/needs beginTransaction/);
    expect(await failureOf(testOf('log-outlives-store'))).to.match(/needs openSecondStore/);
  });

  it('releases the log of a rule that is kept and of one that is broken', async () => {
    let released = 0;
    const counting: StoreHarness = {
      ...broken,
      openLog: async () => ({ ...(await broken.openLog()), release: () => Promise.resolve(void (released += 1)) }),
    };
    await failureOf(collect(counting).testOf('newest-first'));
    await failureOf(collect(counting).testOf('pages-by-offset'));
    expect(released).to.equal(2);
  });

  describe('given a known deviation', () => {
    it('passes while the rule is broken, and tells the reason', async () => {
      const test = collect(broken, [deviation]).testOf('pages-by-offset');
      expect(test.title).to.match(/ \(known deviation: offsets are slow\)$/);
      expect(await failureOf(test)).to.equal(undefined);
    });

    it('fails the day the rule is kept', async () => {
      const failure = await failureOf(collect(kept, [deviation]).testOf('pages-by-offset'));
      expect(failure).to.match(/"pages-by-offset": remove the deviation/);
    });

    it('fails when the store is down, because then nothing was seen', async () => {
      const down = createSharedLogHarness(() => ({
        append: () => errAsync(new AuditError('STORE_UNAVAILABLE', 'The database is down')),
      }));
      const failure = await failureOf(collect(down, [deviation]).testOf('pages-by-offset'));
      expect(failure).to.be.instanceOf(AuditError).with.property('code', 'STORE_UNAVAILABLE');
    });

    it('fails when the log cannot be opened', async () => {
      const dead: StoreHarness = { ...kept, openLog: () => Promise.reject(new Error('ECONNREFUSED')) };
      const failure = await failureOf(collect(dead, [deviation]).testOf('pages-by-offset'));
      expect(failure).to.have.property('message', 'ECONNREFUSED');
    });

    it('leaves the other rules as they are', async () => {
      const otherwise = [{ rule: 'filters', reason: 'none' }];
      expect(await failureOf(collect(broken, otherwise).testOf('pages-by-offset'))).to.be.instanceOf(AssertionError);
    });

    const wrong: [what: string, deviation: StoreDeviation, message: RegExp][] = [
      ['from a rule that does not exist', { rule: 'pages-by-ofset', reason: 'r' }, /there is no rule "pages-by-ofset"/],
      ['without a reason', { rule: 'filters', reason: ' ' }, /the deviation from "filters" has no reason/],
    ];
    for (const [what, given, message] of wrong) {
      it(`throws OPTIONS_INVALID at once for one ${what}`, () => {
        expect(() => collect(kept, [given]))
          .to.throw(AuditError, message)
          .with.property('code', 'OPTIONS_INVALID');
      });
    }
  });
});
