import { AuditError, canonicalJson, runWithAuditContext, type AuditEvent, type JsonValue } from '@auditrail/core';
import type { Sequelize, Transaction } from 'sequelize';
import type { TransactionLike } from './sequelize-internals.js';
import type { SessionOf } from './audited-query.js';

const table = 'auditrail_self_check';

/** What the check writes must be recorded as. */
const expected: readonly JsonValue[] = [
  { action: `${table}.create`, id: '1', changes: { id: { new: 1 }, note: { new: 'a' } } },
  { action: `${table}.update`, id: '1', changes: { note: { old: 'a', new: 'b' } } },
  { action: `${table}.update`, id: '1', changes: { note: { old: 'b', new: 'c' } } },
  { action: `${table}.delete`, id: '1', changes: { id: { old: 1 }, note: { old: 'c' } } },
];

/**
 * Writes to a temporary table in a transaction that is rolled back, and compares what the capture made of it. Throws
 * CAPTURE_BROKEN when it is something else, or when the check cannot be made.
 */
export async function checkCapture(sequelize: Sequelize, sessionOf: SessionOf): Promise<void> {
  const recorded = await runWithAuditContext({ v: 1, actor: { type: 'system', id: 'auditrail' } }, () =>
    writeAndRollBack(sequelize, sessionOf),
  ).catch((cause: unknown) => {
    throw new AuditError('CAPTURE_BROKEN', 'The capture of writes could not be checked', { cause });
  });
  const made = recorded.map(({ action, resource, changes = {} }) => ({ action, id: resource.id ?? null, changes }));
  if (canonicalJson(made as unknown as JsonValue) !== canonicalJson(expected)) {
    throw new AuditError(
      'CAPTURE_BROKEN',
      'Writes of this Sequelize instance are not recorded as they are: its version may have changed, or another plugin',
    );
  }
}

async function writeAndRollBack(sequelize: Sequelize, sessionOf: SessionOf): Promise<readonly AuditEvent[]> {
  const transaction = await sequelize.transaction({ logging: false });
  try {
    await write(sequelize, transaction);
    const { connection } = transaction as unknown as TransactionLike;
    return connection === undefined ? [] : sessionOf(connection).waitingEvents;
  } finally {
    await transaction.rollback();
  }
}

async function write(sequelize: Sequelize, transaction: Transaction): Promise<void> {
  const options = { transaction, logging: false } as const;
  const writer = sequelize.getQueryInterface();
  await sequelize.query(`CREATE TEMPORARY TABLE ${table} (id int PRIMARY KEY, note text) ON COMMIT DROP`, options);
  await writer.bulkInsert(table, [{ id: 1, note: 'a' }], options);
  await writer.bulkUpdate(table, { note: 'b' }, { id: 1 }, options);
  await sequelize.query(`UPDATE ${table} SET note = $1`, { ...options, bind: ['c'] });
  await writer.bulkDelete(table, { id: 1 }, options);
}
