import { AuditError } from '@auditrail/core';
import { describeFailure, describeFault } from '#cli/failure/describe-failure.js';
import { expect } from 'chai';

describe('describeFailure', () => {
  it('says the code, the message, the cause by its code, and the remedy, all of it visible', () => {
    const cause = Object.assign(new Error('password authentication failed for "secret"'), { code: '28P01' });
    expect(describeFailure(new AuditError('STORE_UNAVAILABLE', 'No\u001b connection', { cause }))).to.equal(
      'auditrail: STORE_UNAVAILABLE: No\\u001b connection (28P01: the password was refused)\n' +
        '  Make sure that the server is up and that --connection-string, DATABASE_URL or PG* lead to it.\n',
    );
  });

  it('leaves out what it does not know', () => {
    const cause = Object.assign(new Error('x'), { code: 'not a code' });
    expect(describeFailure(new AuditError('STORE_CLOSED', 'Closed', { cause }))).to.equal(
      'auditrail: STORE_CLOSED: Closed\n',
    );
    expect(describeFailure(new AuditError('STORE_CLOSED', 'Closed', { cause: { code: '42501' } }))).to.contain(
      '(42501)',
    );
  });
});

describe('describeFault', () => {
  it('says where a fault was, not what it says', () => {
    const text = describeFault(new TypeError('hunter2'));
    expect(text).to.match(/^auditrail: a fault of the program itself \(TypeError\)\n\s+at /);
    expect(text).to.not.contain('hunter2');
    expect(describeFault('hunter2')).to.equal('auditrail: a fault of the program itself (string)\n');
  });
});
