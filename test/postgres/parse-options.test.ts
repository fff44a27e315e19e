import { isAuditError } from '@auditrail/core';
import { PostgresAuditStore, type PostgresAuditStoreOptions } from '@auditrail/postgres';
import { expect } from 'chai';

describe('PostgresAuditStore options', () => {
  const wrong: readonly (readonly [string, unknown])[] = [
    ['poolSize', { poolSize: 3 }],
    ['sslmode', { connection: { sslmode: 'require' } }],
    ['connection', { connectionString: 'postgres://localhost/x', connection: {} }],
    ['connectionString', { connectionString: '' }],
    ['connectionString', { connectionString: 'postgres://user:hunter2@ho st:99999999/x' }],
    ['schema', { schema: '' }],
    ['schema', { schema: 'é'.repeat(32) }],
    ['schema', { schema: 'a$b' }],
    ['schema', { schema: 'a\0b' }],
    ['schema', { schema: 'pg_audit' }],
    ['schema', { schema: 7 }],
    ['maxConnections', { maxConnections: 1 }],
    ['maxConnections', { maxConnections: 2.5 }],
    ['connectTimeoutMs', { connectTimeoutMs: 0 }],
    ['statementTimeoutMs', { statementTimeoutMs: -1 }],
    ['statementTimeoutMs', { statementTimeoutMs: '10s' }],
    ['maxWaiting', { maxWaiting: Number.NaN }],
  ];
  for (const [name, options] of wrong) {
    it(`refuses ${JSON.stringify(options)}, naming ${name}`, () => {
      const failure = catchFailure(() => new PostgresAuditStore(options as PostgresAuditStoreOptions));
      expect(isAuditError(failure) && failure.code).to.equal('OPTIONS_INVALID');
      expect(failure).to.have.property('message').that.contains(name).and.not.contains('hunter2');
    });
  }

  it('takes the widest schema name', () => {
    expect(() => new PostgresAuditStore({ schema: 'é'.repeat(31) })).not.to.throw();
  });

  it('ignores options that are undefined', () => {
    expect(() => new PostgresAuditStore({ schema: undefined, maxWaiting: undefined })).not.to.throw();
  });
});

function catchFailure(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
