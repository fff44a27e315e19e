import type { AttackTrace } from './attack.js';

const relations = `pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace
  ON namespace.oid = class.relnamespace AND namespace.nspname = 'auditrail'`;
const routines = `pg_catalog.pg_proc AS routine JOIN pg_catalog.pg_namespace AS namespace
  ON namespace.oid = routine.pronamespace AND namespace.nspname = 'auditrail'`;
const membersOf = (role: string): string => `SELECT FROM pg_catalog.pg_auth_members
  WHERE roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = '${role}')
    AND member = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = '{app}')`;

/** What shows each trace, in the catalogue that everybody may read; no rows in a log as it was installed. */
export const traceQueries: Readonly<Record<AttackTrace, string>> = {
  'dangerous-roles': membersOf('pg_write_all_data'),
  'default-privileges': `SELECT FROM pg_catalog.pg_default_acl, aclexplode(defaclacl) AS acl
    WHERE pg_get_userbyid(defaclrole) = 'auditrail_owner' AND acl.grantee <> defaclrole`,
  'foreign-triggers': `SELECT FROM ${relations} JOIN pg_catalog.pg_trigger ON tgrelid = class.oid
    WHERE NOT tgisinternal AND tgname NOT IN ('refuse_change', 'refuse_row_change', 'refuse_truncate')`,
  'function-grants': `SELECT FROM ${routines}, aclexplode(proacl) AS acl WHERE acl.grantee = 0`,
  'owner-members': membersOf('auditrail_owner'),
  'parameter-grants': `SELECT FROM pg_catalog.pg_parameter_acl, aclexplode(paracl) AS acl
    WHERE parname = 'session_replication_role' AND pg_get_userbyid(acl.grantee) = '{app}'`,
  'partition-grants': `SELECT FROM ${relations}, aclexplode(relacl) AS acl
    WHERE class.relispartition AND acl.grantee <> class.relowner`,
  'row-security': `SELECT FROM ${relations} WHERE class.relrowsecurity`,
  rules: `SELECT FROM pg_catalog.pg_rules WHERE schemaname = 'auditrail'`,
  'search-path': `SELECT FROM ${routines} WHERE NOT coalesce(proconfig::text LIKE '%search_path=%', false)`,
  'table-grants': `SELECT FROM ${relations}, aclexplode(relacl) AS acl
    WHERE class.relname = 'event' AND acl.grantee <> class.relowner
    UNION ALL SELECT FROM ${relations} JOIN pg_catalog.pg_attribute ON attrelid = class.oid
    WHERE class.relname = 'event' AND (attname IN ('body', 'db_role') AND (attacl IS NULL) = (attname = 'body'))`,
  triggers: `SELECT FROM ${relations} JOIN pg_catalog.pg_trigger ON tgrelid = class.oid
    WHERE tgname LIKE 'refuse%' AND tgenabled <> 'A'`,
};
