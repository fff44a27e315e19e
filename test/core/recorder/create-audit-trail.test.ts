import { expect } from 'chai';
import { AuditError, createAuditTrail, MemoryAuditStore, type AuditTrailOptions } from '@auditrail/core';

const store = new MemoryAuditStore();

describe('createAuditTrail', () => {
  it('needs nothing but a store', () => {
    expect(createAuditTrail({ store }).counters).to.deep.equal({ recorded: 0, failures: 0, unknownActors: 0 });
  });

  it('takes an option that is undefined for one that is missing', () => {
    createAuditTrail({ store, actions: undefined, onError: undefined, redaction: undefined, clock: undefined });
  });

  it('says which names its redaction denies', () => {
    const audit = createAuditTrail({ store, redaction: { deny: ['shoeSize'] } });
    expect(['password', 'shoeSize', 'amount'].filter((name) => audit.isSensitive(name))).to.deep.equal([
      'password',
      'shoeSize',
    ]);
  });

  const wrong: [what: string, options: unknown, message: RegExp][] = [
    ['no options', undefined, /the options are not an object/],
    ['null', null, /the options are not an object/],
    ['no store', {}, /store is not an AuditStore/],
    ['a store that is null', { store: null }, /store is not an AuditStore/],
    ['a store that lacks a function', { store: { append: () => 1, query: () => 1 } }, /store is not an AuditStore/],
    ['an unknown option', { store, onerror: () => 1 }, /there is no option "onerror"/],
    ['an onError that is no function', { store, onError: 'log' }, /onError is not a function/],
    ['a clock that is no function', { store, clock: new Date() }, /clock is not a function/],
    ['actions that are no object', { store, actions: 'user.login' }, /actions is not an object/],
    ['actions that are null', { store, actions: null }, /actions is not an object/],
    ['redaction that is no object', { store, redaction: 'all' }, /redaction/],
    ['redaction with a wrong list', { store, redaction: { deny: 'password' } }, /redaction/],
  ];
  for (const [what, options, message] of wrong) {
    it(`throws OPTIONS_INVALID for ${what}`, () => {
      expect(() => createAuditTrail(options as AuditTrailOptions))
        .to.throw(AuditError, message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }
});
