import type { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import type { ConnectionPool, Execute } from '../connection/connection-pool.js';
import { readMigrations, type Migration } from '../schema/migration.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { KnownLog } from '../verification/known-log.js';
import { checkAnchor } from './anchor-check.js';
import { findLog, type Check } from './examined-log.js';
import { fail, type Finding } from './finding.js';
import { checkFunctionGrants, checkPartitionGrants, checkSchemaGrants, checkTableGrants } from './grant-checks.js';
import {
  checkForeignTriggers,
  checkFunctions,
  checkRowSecurity,
  checkRules,
  checkSearchPath,
  checkTriggers,
} from './guard-checks.js';
import {
  checkDefaultPartition,
  checkDetachedPartitions,
  checkPartitionsAhead,
  checkRetention,
} from './partition-checks.js';
import {
  checkDangerousRoles,
  checkDefaultPrivileges,
  checkOwner,
  checkOwnerMembers,
  checkParameterGrants,
  checkSingleRole,
} from './role-checks.js';
import { checkSealing } from './sealing-check.js';
import { checkClock, checkDurability, checkSchemaVersion, checkServer } from './server-checks.js';
import { checkConstraints, checkViews } from './table-checks.js';

/** What an examination may be told. */
export interface ExamineOptions {
  /** Also compares the log with what it has published. */
  readonly anchor?: KnownLog | undefined;
}

const checksOf = (
  migrations: readonly Migration[],
  now: () => number,
  anchor: KnownLog | undefined,
): readonly Check[] => [
  checkSchemaVersion,
  checkServer,
  checkClock(now),
  checkDurability,
  checkSingleRole,
  checkOwner,
  checkOwnerMembers,
  checkDangerousRoles,
  checkParameterGrants,
  checkDefaultPrivileges,
  checkSchemaGrants,
  checkTableGrants,
  checkPartitionGrants,
  checkFunctionGrants,
  checkTriggers,
  checkForeignTriggers,
  checkRules,
  checkRowSecurity,
  checkFunctions(migrations),
  checkSearchPath,
  checkConstraints,
  checkViews,
  checkPartitionsAhead,
  checkDefaultPartition,
  checkDetachedPartitions,
  checkRetention,
  checkSealing,
  checkAnchor(anchor),
];

/** Looks at everything on one connection, whose transaction may be open. */
export async function examineOn(
  execute: Execute,
  schema: SchemaName,
  migrations: readonly Migration[],
  now: () => number = Date.now,
  { anchor }: ExamineOptions = {},
): Promise<readonly Finding[]> {
  const log = await findLog(execute, schema);
  if (log === undefined) {
    return [fail('schema-version', `there is no log in the schema ${schema.plain}`, 'auditrail migrate')];
  }
  const findings: Finding[] = [];
  for (const check of checksOf(migrations, now, anchor)) findings.push(...(await check(log)));
  return findings;
}

/** Compares the database with what the log needs, in one transaction that reads only. */
export async function examine(
  pool: ConnectionPool,
  schema: SchemaName,
  options: ExamineOptions,
): Promise<Result<readonly Finding[], AuditError>> {
  const migrations = await readMigrations();
  if (migrations.isErr()) return err(migrations.error);
  return pool.transaction(async (execute) => {
    await execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return examineOn(execute, schema, migrations.value, Date.now, options);
  });
}
