import { expect } from 'chai';
import type * as core from '@auditrail/core';
import { AuditError, auditErrorCodes, isAuditError } from '@auditrail/core';

describe('AuditError', () => {
  it('is an Error with a code, a name and its cause', () => {
    const cause = new Error('below');
    const error = new AuditError('STORE_REJECTED', 'The store refused', { cause });
    expect(error).to.be.instanceOf(Error).and.include({ code: 'STORE_REJECTED', name: 'AuditError', cause });
    expect(String(error)).to.equal('AuditError: The store refused');
  });

  it('is retryable only where the same call may succeed later', () => {
    const retryable = auditErrorCodes.filter((code) => new AuditError(code, '').retryable);
    expect(retryable).to.have.members(['OUTCOME_UNKNOWN', 'STORE_OVERLOADED', 'STORE_TIMEOUT', 'STORE_UNAVAILABLE']);
  });

  it('has codes that are unique and sorted', () => {
    expect(auditErrorCodes).to.deep.equal([...new Set(auditErrorCodes)].sort());
  });
});

describe('isAuditError', () => {
  it('knows an error of another copy of the package', async () => {
    const copy = (await import(`${import.meta.resolve('#core/audit-error.js')}?copy`)) as Pick<
      typeof core,
      'AuditError'
    >;
    expect(copy.AuditError).not.to.equal(AuditError);
    expect(isAuditError(new copy.AuditError('EVENT_INVALID', ''))).to.be.true;
  });

  const others: [what: string, value: unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a code', 'EVENT_INVALID'],
    ['another error', new Error('x')],
    ['an object with the same fields', { code: 'EVENT_INVALID', name: 'AuditError' }],
  ];
  for (const [what, value] of others) {
    it(`does not take ${what} for one`, () => {
      expect(isAuditError(value)).to.be.false;
    });
  }
});
