import { columnText } from '../connection/column-text.js';
import type { Check, ExaminedLog } from './examined-log.js';
import { failEach, warn, type CheckName, type Finding } from './finding.js';

/** A right that somebody has, or should have, on an object of the log. */
interface Grant {
  readonly kind: 'TABLE' | 'FUNCTION';
  /** Without the schema; a function with its argument types. */
  readonly object: string;
  readonly column: string | null;
  readonly privilege: string;
  readonly grantee: string;
  readonly mayGrant: boolean;
}

const granteeName = `CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(acl.grantee) END AS grantee`;

const tableGrants = (
  isPartition: boolean,
) => `SELECT class.relname AS object, held.column_name, acl.privilege_type AS privilege,
    acl.is_grantable AS may_grant, ${granteeName}
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace,
    LATERAL (
      SELECT NULL::name AS column_name, class.relacl AS acl
      UNION ALL SELECT attname, attacl FROM pg_catalog.pg_attribute WHERE attrelid = class.oid AND NOT attisdropped
    ) AS held, pg_catalog.aclexplode(held.acl) AS acl
  WHERE namespace.nspname = $1 AND class.relkind IN ('r', 'p', 'v', 'm', 'S') AND acl.grantee <> class.relowner
    AND (class.relispartition OR class.relname ~ '^(copied_default|event)_') = ${String(isPartition)}`;

const functionGrants = `SELECT replace(routine.oid::regprocedure::text, quote_ident(nspname) || '.', '') AS object,
    NULL AS column_name, acl.privilege_type AS privilege, acl.is_grantable AS may_grant, ${granteeName}
  FROM pg_catalog.pg_proc AS routine JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = pronamespace,
    pg_catalog.aclexplode(coalesce(proacl, pg_catalog.acldefault('f', proowner))) AS acl
  WHERE nspname = $1 AND acl.grantee <> proowner`;

const schemaGrants = `SELECT acl.privilege_type AS privilege, acl.is_grantable AS may_grant, ${granteeName}
  FROM pg_catalog.pg_namespace, pg_catalog.aclexplode(nspacl) AS acl
  WHERE nspname = $1 AND acl.grantee <> nspowner`;

/** An object's name as regprocedure shows it: of this database, whatever the search_path. */
const expectedGrants = ({ schema }: ExaminedLog, kind: Grant['kind']) => `SELECT
    ${
      kind === 'FUNCTION'
        ? `replace((quote_ident(${schema.literal}) || '.' || object_name)::regprocedure::text, quote_ident(${schema.literal}) || '.', '')`
        : `object_name`
    } AS object,
    unnest(coalesce(column_names, ARRAY[NULL])) AS column_name, privilege, false AS may_grant, role_name AS grantee
  FROM ${schema.identifier}.role_privilege JOIN ${schema.identifier}.installed_role USING (purpose)
  WHERE object_kind = '${kind}'`;

const nameOf = ({ object, column, privilege, grantee, mayGrant }: Grant) =>
  JSON.stringify([object, column, privilege, grantee, mayGrant]);

const targetOf = ({ schema }: ExaminedLog, { kind, object, column, privilege }: Grant) => {
  const right = column === null ? privilege : `${privilege} (${column})`;
  return `${right} ON ${kind} ${schema.identifier}.${object}`;
};

async function readGrants(
  log: ExaminedLog,
  kind: Grant['kind'],
  text: string,
  values: readonly unknown[],
): Promise<readonly Grant[]> {
  return (await log.rows(text, values)).map((row) => ({
    kind,
    object: columnText(row, 'object'),
    column: row['column_name'] ?? null,
    privilege: columnText(row, 'privilege'),
    grantee: columnText(row, 'grantee'),
    mayGrant: row['may_grant'] === 't',
  }));
}

const quoteGrantee = (name: string) => (name === 'PUBLIC' ? name : `"${name.replaceAll('"', '""')}"`);

/** Compares who may what with what `role_privilege` says. In a log of one role nothing says who is to read it. */
async function compareGrants(
  log: ExaminedLog,
  check: CheckName,
  kind: Grant['kind'],
  text: string,
): Promise<readonly Finding[]> {
  if (log.roles === undefined) return [unseen(check)];
  const actual = await readGrants(log, kind, text, [log.schema.plain]);
  if (log.roles === 'single') {
    const wrong = actual.filter((grant) => isDangerous(grant)).map((grant) => tooMuch(log, grant));
    return failEach(check, wrong, 'nobody may do more than append and read');
  }
  const expected = await readGrants(log, kind, expectedGrants(log, kind), []);
  const [has, should] = [new Set(actual.map(nameOf)), new Set(expected.map(nameOf))];
  const wrong = [
    ...actual.filter((grant) => !should.has(nameOf(grant))).map((grant) => tooMuch(log, grant)),
    ...expected
      .filter((grant) => !has.has(nameOf(grant)))
      .map((grant) => ({ message: `${grant.grantee} lacks ${targetOf(log, grant)}`, remedy: 'auditrail migrate' })),
  ];
  return failEach(check, wrong, 'each role has exactly its rights');
}

function tooMuch(log: ExaminedLog, grant: Grant) {
  const option = grant.mayGrant ? ', and may grant it' : '';
  return {
    message: `${grant.grantee} has ${targetOf(log, grant)}${option}`,
    remedy: `REVOKE ${targetOf(log, grant)} FROM ${quoteGrantee(grant.grantee)} CASCADE`,
  };
}

/** What only the database may say of an event. */
const ownColumns = ['salt', 'tx', 'recorded_at', 'db_role'];

function isDangerous({ kind, object, column, privilege, grantee, mayGrant }: Grant): boolean {
  if (kind === 'FUNCTION') return !/^(append_events|event_is_stored)\(/.test(object) || grantee === 'PUBLIC';
  if (privilege === 'SELECT') return mayGrant;
  const mayAppend = privilege === 'INSERT' && object === 'event' && column !== null && !ownColumns.includes(column);
  return !mayAppend || mayGrant;
}

function unseen(check: CheckName): Finding {
  return warn(check, 'the role of this connection may not see what is to be', 'examine the log as the maintainer');
}

export const checkTableGrants: Check = (log) => compareGrants(log, 'table-grants', 'TABLE', tableGrants(false));

export const checkFunctionGrants: Check = (log) => compareGrants(log, 'function-grants', 'FUNCTION', functionGrants);

/** Rights on a partition would go past those on the log. */
export const checkPartitionGrants: Check = async (log) => {
  const grants = await readGrants(log, 'TABLE', tableGrants(true), [log.schema.plain]);
  return failEach(
    'partition-grants',
    grants.map((grant) => tooMuch(log, grant)),
    'nobody has a right on a partition',
  );
};

export const checkSchemaGrants: Check = async ({ rows, schema, roles }) => {
  const grants = await rows(schemaGrants, [schema.plain]);
  const users = typeof roles === 'object' ? Object.values(roles) : undefined;
  const wrong = grants
    .filter(({ privilege, may_grant: mayGrant, grantee }) => {
      const isUser = users === undefined || users.includes(grantee ?? '');
      return privilege !== 'USAGE' || mayGrant === 't' || !isUser;
    })
    .map(({ privilege, grantee }) => ({
      message: `${String(grantee)} has ${String(privilege)} on the schema`,
      remedy: `REVOKE ${String(privilege)} ON SCHEMA ${schema.identifier} FROM ${quoteGrantee(grantee ?? '')} CASCADE`,
    }));
  return failEach('schema-grants', wrong, 'nobody may make anything in the schema');
};
