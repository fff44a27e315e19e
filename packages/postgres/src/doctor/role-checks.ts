import type { Check } from './examined-log.js';
import { fail, failEach, pass, warn } from './finding.js';

const quote = (name: string | null | undefined) => `"${String(name).replaceAll('"', '""')}"`;

/** Whether one role does everything. */
export const checkSingleRole: Check = ({ roles }) => {
  if (roles === undefined) {
    const message = 'the role of this connection may not see which roles are installed';
    return Promise.resolve([warn('single-role', message, 'examine the log as the maintainer or the owner')]);
  }
  const message = 'one role owns the log and does everything: it could also switch the guards off';
  return Promise.resolve([
    roles === 'single'
      ? warn('single-role', message, 'auditrail migrate --roles separate')
      : pass('single-role', 'each purpose has a role of its own'),
  ]);
};

const strangeOwners = `SELECT kind, name, owner FROM (
    SELECT 'TABLE' AS kind, class.oid::regclass::text AS name, pg_catalog.pg_get_userbyid(relowner) AS owner
    FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = relnamespace
    WHERE nspname = $1 AND relkind IN ('r', 'p', 'v')
    UNION ALL
    SELECT 'ROUTINE', routine.oid::regprocedure::text, pg_catalog.pg_get_userbyid(proowner)
    FROM pg_catalog.pg_proc AS routine JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = pronamespace
    WHERE nspname = $1
    UNION ALL
    SELECT 'SCHEMA', quote_ident(nspname), pg_catalog.pg_get_userbyid(nspowner)
    FROM pg_catalog.pg_namespace WHERE nspname = $1
  ) AS object WHERE owner <> $2`;

/** Whether one role owns the whole log, and cannot log in where it has that purpose only. */
export const checkOwner: Check = async ({ rows, schema, owner, roles }) => {
  const strange = (await rows(strangeOwners, [schema.plain, owner])).map(({ kind, name, owner: other }) => ({
    message: `${String(name)} belongs to ${String(other)}`,
    remedy: `ALTER ${String(kind)} ${String(name)} OWNER TO ${quote(owner)}`,
  }));
  const [role] = await rows('SELECT rolcanlogin, rolsuper FROM pg_catalog.pg_roles WHERE rolname = $1', [owner]);
  const isApart = typeof roles === 'object';
  const wrong = [
    ...strange,
    ...(isApart && roles.owner !== owner
      ? [{ message: `the log belongs to ${owner}, not to ${roles.owner}`, remedy: 'auditrail migrate' }]
      : []),
    ...(isApart && role?.['rolcanlogin'] === 't'
      ? [{ message: `the owner ${owner} may log in`, remedy: `ALTER ROLE ${quote(owner)} NOLOGIN` }]
      : []),
    ...(isApart && role?.['rolsuper'] === 't'
      ? [{ message: `the owner ${owner} is a superuser`, remedy: `ALTER ROLE ${quote(owner)} NOSUPERUSER` }]
      : []),
  ];
  return failEach('owner', wrong, `${owner} owns the log`);
};

/** Members that may use or take on the owner; since PostgreSQL 16 who made a role is one that may do neither. */
const members = (serverVersion: number) => `SELECT pg_catalog.pg_get_userbyid(member) AS name
  FROM pg_catalog.pg_auth_members
  WHERE roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)
    ${serverVersion >= 160_000 ? 'AND (inherit_option OR set_option)' : ''}`;

export const checkOwnerMembers: Check = async ({ rows, owner, roles, serverVersion }) => {
  const found = await rows(members(serverVersion), [owner]);
  const wrong = found.map(({ name }) => ({
    message: `${String(name)} is a member of the owner, and may switch the guards off`,
    remedy: `REVOKE ${quote(owner)} FROM ${quote(name)}`,
  }));
  if (roles === 'single' && wrong.length === 0) return [pass('owner-members', 'nobody else is a member of the owner')];
  return failEach('owner-members', wrong, 'nobody is a member of the owner');
};

/** Roles of PostgreSQL itself that reach around every right on the log. */
const powers: Readonly<Record<string, string>> = {
  pg_write_all_data: 'may insert events that never happened',
  pg_read_all_data: 'may read every event',
  pg_write_server_files: "may change the server's files",
  pg_read_server_files: "may read the server's files",
  pg_execute_server_program: "may run programs as the server's account",
};

const powerful = `SELECT DISTINCT power.rolname AS power, holder.rolname AS holder
  FROM pg_catalog.pg_roles AS power
  JOIN pg_catalog.pg_auth_members ON roleid = power.oid
  JOIN pg_catalog.pg_roles AS holder ON holder.oid = member
  WHERE power.rolname = ANY ($1) AND NOT holder.rolsuper AND holder.rolname <> 'pg_monitor'
  ORDER BY 1, 2`;

/** Members of the log's roles that stand above every right, and who could make themselves such. */
const above = `SELECT login.rolname AS name, login.rolsuper AS is_super
  FROM pg_catalog.pg_roles AS login
  WHERE (login.rolsuper AND EXISTS (
      SELECT FROM pg_catalog.pg_auth_members JOIN pg_catalog.pg_roles AS role ON role.oid = roleid
      WHERE member = login.oid AND role.rolname = ANY ($1)))
    OR (login.rolcreaterole AND NOT login.rolsuper AND pg_catalog.current_setting('server_version_num')::integer < 160000)
  ORDER BY 1`;

export const checkDangerousRoles: Check = async ({ rows, roles }) => {
  const held = (await rows(powerful, [Object.keys(powers)])).map(({ power, holder }) => ({
    message: `${String(holder)} is a member of ${String(power)}, and ${powers[power ?? ''] ?? ''}`,
    remedy: `REVOKE ${String(power)} FROM ${quote(holder)}`,
  }));
  const names = typeof roles === 'object' ? Object.values(roles) : [];
  const stands = (await rows(above, [names])).map(({ name, is_super: isSuper }) =>
    isSuper === 't'
      ? {
          message: `${String(name)} uses the log as a superuser`,
          remedy: `ALTER ROLE ${quote(name)} NOSUPERUSER`,
        }
      : {
          message: `${String(name)} has CREATEROLE, and before PostgreSQL 16 may make itself a member of the owner`,
          remedy: `ALTER ROLE ${quote(name)} NOCREATEROLE`,
        },
  );
  const [{ count = '0' } = {}] = await rows('SELECT count(*) FROM pg_catalog.pg_roles WHERE rolsuper AND rolcanlogin');
  const otherwise = `nobody gets around the rights but ${String(count)} superuser(s), against whom only a proof helps`;
  return failEach('dangerous-roles', [...held, ...stands], otherwise);
};

const parameters = ['session_replication_role', 'allow_system_table_mods'];

const parameterGrants = `SELECT parname AS parameter, acl.privilege_type AS privilege,
    CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(acl.grantee)) END AS grantee
  FROM pg_catalog.pg_parameter_acl, pg_catalog.aclexplode(paracl) AS acl
  LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = acl.grantee
  WHERE parname = ANY ($1) AND NOT coalesce(role.rolsuper, false)`;

const parameterSettings = `SELECT split_part(entry, '=', 1) AS parameter,
    coalesce(quote_ident(pg_catalog.pg_get_userbyid(nullif(setrole, 0))), 'ALL') AS role
  FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS entry
  WHERE split_part(entry, '=', 1) = ANY ($1)
    AND setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))`;

export const checkParameterGrants: Check = async ({ rows }) => {
  const granted = (await rows(parameterGrants, [parameters])).map(({ parameter, privilege, grantee }) => ({
    message: `${String(grantee)} may set ${String(parameter)}, which switches triggers off`,
    remedy: `REVOKE ${String(privilege)} ON PARAMETER ${String(parameter)} FROM ${String(grantee)}`,
  }));
  const set = (await rows(parameterSettings, [parameters])).map(({ parameter, role }) => ({
    message: `${String(parameter)} is set for ${String(role)}`,
    remedy: `ALTER ROLE ${String(role)} RESET ${String(parameter)}`,
  }));
  return failEach('parameter-grants', [...granted, ...set], 'nobody may set what switches triggers off');
};

const defaultPrivileges = `SELECT acl.privilege_type AS privilege, defaclobjtype AS object,
    CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(acl.grantee)) END AS grantee
  FROM pg_catalog.pg_default_acl, pg_catalog.aclexplode(defaclacl) AS acl
  WHERE pg_catalog.pg_get_userbyid(defaclrole) = $1 AND acl.grantee <> defaclrole AND defaclobjtype IN ('r', 'f')
    AND defaclnamespace IN (0, (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $2))`;

export const checkDefaultPrivileges: Check = async ({ rows, schema, owner, roles }) => {
  const wrong = (await rows(defaultPrivileges, [owner, schema.plain])).map(({ privilege, object, grantee }) => ({
    message: `${String(grantee)} gets ${String(privilege)} on every ${object === 'r' ? 'table' : 'function'} that the owner will make`,
    remedy: roles === 'single' ? 'ALTER DEFAULT PRIVILEGES … REVOKE' : 'auditrail migrate',
  }));
  // A new partition takes back what it is given; between the two nobody else sees it.
  if (roles === 'single' && wrong.length > 0) {
    return wrong.map(({ message, remedy }) => warn('default-privileges', message, remedy));
  }
  return wrong.length === 0
    ? [pass('default-privileges', 'nobody gets a right on what the owner will make')]
    : wrong.map(({ message, remedy }) => fail('default-privileges', message, remedy));
};
