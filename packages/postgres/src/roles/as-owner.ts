import { columnText } from '../connection/column-text.js';
import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';

interface Membership {
  readonly me: string;
  readonly owner: string;
  /** What the role was set to before, as PostgreSQL's setting has it. */
  readonly earlierRole: string;
  readonly inherits: boolean;
  readonly isBorrowed: boolean;
}

/**
 * Runs part of a transaction as the owner of the log, so that what it makes is the owner's. A role that is no member
 * but may make itself one (CREATEROLE) is one during the transaction only. Where no log is yet, the role is itself.
 */
export async function asOwner<Value>(execute: Execute, schema: SchemaName, work: () => Promise<Value>): Promise<Value> {
  return borrowed(execute, schema, work, (membership) => becomeOwner(execute, membership));
}

/** Runs part of a transaction with the owner's rights as well as its own, or as the owner where nothing is inherited. */
export async function asMemberOfOwner<Value>(
  execute: Execute,
  schema: SchemaName,
  work: () => Promise<Value>,
): Promise<Value> {
  return borrowed(execute, schema, work, async (membership) => {
    if (!membership.inherits) await becomeOwner(execute, membership);
  });
}

async function borrowed<Value>(
  execute: Execute,
  schema: SchemaName,
  work: () => Promise<Value>,
  use: (membership: Membership) => Promise<void>,
): Promise<Value> {
  const membership = await borrowOwner(execute, schema);
  if (membership === undefined) return work();
  await use(membership);
  const value = await work();
  // Before a failure this is what the ROLLBACK does.
  await execute(`SELECT pg_catalog.set_config('role', $1, true)`, [membership.earlierRole]);
  if (membership.isBorrowed) await execute(`REVOKE ${membership.owner} FROM ${membership.me}`);
  return value;
}

async function becomeOwner(execute: Execute, { owner }: Membership): Promise<void> {
  await execute(`SET LOCAL ROLE ${owner}`);
}

/** Makes sure that the role may become the owner; undefined where it is the owner, or there is none yet. */
async function borrowOwner(execute: Execute, schema: SchemaName): Promise<Membership | undefined> {
  const found = await lookUp(execute, schema);
  if (found === undefined || found.me === found.owner) return undefined;
  if (found.mayBecome) return { ...found, isBorrowed: false };
  await execute(`GRANT ${found.owner} TO ${found.me} ${found.hasOptions ? 'WITH INHERIT TRUE, SET TRUE' : ''}`);
  return { ...found, inherits: (await lookUp(execute, schema))?.inherits === true, isBorrowed: true };
}

// The catalogue only: a role that is no member yet may not use the schema. Names come back quoted.
const membershipText = `SELECT quote_ident(current_user) AS me, quote_ident(owner.rolname) AS owner,
  current_setting('role') AS earlier_role, server.has_options, pg_has_role(owner.oid, 'USAGE') AS inherits,
  pg_has_role(owner.oid, CASE WHEN server.has_options THEN 'SET' ELSE 'MEMBER' END) AS may_become
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
JOIN pg_catalog.pg_roles AS owner ON owner.oid = class.relowner
CROSS JOIN (SELECT current_setting('server_version_num')::integer >= 160000 AS has_options) AS server
WHERE namespace.nspname = $1 AND class.relname = 'schema_migration'`;

async function lookUp(
  execute: Execute,
  schema: SchemaName,
): Promise<(Omit<Membership, 'isBorrowed'> & { mayBecome: boolean; hasOptions: boolean }) | undefined> {
  const row = (await execute(membershipText, [schema.plain])).rows[0];
  return (
    row && {
      me: columnText(row, 'me'),
      owner: columnText(row, 'owner'),
      earlierRole: row['earlier_role'] ?? 'none',
      inherits: row['inherits'] === 't',
      mayBecome: row['may_become'] === 't',
      hasOptions: row['has_options'] === 't',
    }
  );
}
