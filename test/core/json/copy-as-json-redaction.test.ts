import { expect } from 'chai';
import { copyAsJson } from '#core/json/copy-as-json.js';

describe('copyAsJson with a policy', () => {
  function redact(value: unknown, policies: Record<string, 'drop' | 'mask'>) {
    const noted: Record<string, string> = {};
    const copy = copyAsJson(value, {
      pointer: '/metadata',
      policyOf: (name) => policies[name],
      onRedacted: (pointer, redaction) => {
        noted[pointer] = redaction;
      },
    });
    return { copy, noted };
  }

  it('leaves out what is dropped and masks what is masked, at any depth', () => {
    const value = { list: [{ p: 's', ok: 1 }], 'a/b': { m: { inner: 's' } } };

    expect(redact(value, { p: 'drop', m: 'mask' })).to.deep.equal({
      copy: { list: [{ ok: 1 }], 'a/b': { m: '***' } },
      noted: { '/metadata/list/0/p': 'drop', '/metadata/a~1b/m': 'mask' },
    });
  });

  it('keeps null and leaves out undefined where a value would be masked', () => {
    expect(redact({ m: null, n: { m: undefined } }, { m: 'mask' })).to.deep.equal({
      copy: { m: null, n: {} },
      noted: {},
    });
  });

  it('asks for the string keys of a Map', () => {
    const value = new Map([
      ['p', 's'],
      ['m', 's'],
      ['ok', 'v'],
    ]);

    expect(redact(value, { p: 'drop', m: 'mask' })).to.deep.equal({
      copy: [
        ['m', '***'],
        ['ok', 'v'],
      ],
      noted: { '/metadata/p': 'drop', '/metadata/0/1': 'mask' },
    });
  });

  it('asks for a key of a Map that only becomes a string', () => {
    expect(redact(new Map([[Object('p'), 's']]), { p: 'drop' }).copy).to.deep.equal([]);
  });

  it('keeps undefined of a Map as null where a value would be masked', () => {
    expect(redact(new Map([['m', undefined]]), { m: 'mask' })).to.deep.equal({ copy: [['m', null]], noted: {} });
  });

  it('asks for the properties of an Error', () => {
    expect(redact(Object.assign(new Error('bad'), { p: 's' }), { p: 'drop' }).copy).to.deep.equal({
      name: 'Error',
      message: 'bad',
    });
  });

  it('asks for a key before it is shortened', () => {
    const name = 'n'.repeat(300);

    expect(redact({ [name]: 's' }, { [name]: 'drop' }).copy).to.deep.equal({});
  });

  it('asks once an object which secret its members name', () => {
    const letters = (word: string) =>
      Array.from({ length: 2 ** word.length }, (_, mask) =>
        Array.from(word, (letter, at) => ((mask >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
      );
    let asked = 0;
    const policyOf = () => void (asked += 1);
    copyAsJson(Object.fromEntries([...letters('content'), ...letters('param')].map((name) => [name, 'x'])), {
      policyOf,
    });

    expect(asked).to.equal(128 + 32 + 32);
  });

  it('hides the value when the policy throws', () => {
    const policyOf = (): never => {
      throw new Error('the policy is broken');
    };

    expect(copyAsJson({ a: 's' }, { policyOf })).to.equal('[unreadable]');
  });
});
