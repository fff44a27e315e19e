import { schemaVersion } from '../schema/migration.js';
import type { Check } from './examined-log.js';
import { fail, pass, warn, type Finding } from './finding.js';

const oldestServer = 15;
const secondsToWarn = 2;
const secondsToFail = 60;

const migrateRemedy = 'auditrail migrate';

/** Whether the schema is the one that this library is written for. */
export const checkSchemaVersion: Check = async ({ rows, schema }) => {
  const table = `${schema.identifier}.installation`;
  const [seen] = await rows(
    `SELECT pg_catalog.has_schema_privilege($1, 'USAGE')
       AND pg_catalog.has_table_privilege(pg_catalog.to_regclass($2), 'SELECT') AS may`,
    [schema.plain, table],
  );
  if (seen?.['may'] !== 't') {
    const message = 'the role of this connection may not see the log; examine it as the maintainer or the owner';
    return [warn('schema-version', message)];
  }
  const [found] = await rows(`SELECT schema_version, compatible_from FROM ${table}`);
  const [version, compatibleFrom] = [Number(found?.['schema_version']), Number(found?.['compatible_from'])];
  const versions = `the schema has version ${String(version)}, this library is written for ${String(schemaVersion)}`;
  if (version < schemaVersion) return [fail('schema-version', versions, migrateRemedy)];
  if (compatibleFrom > schemaVersion) return [fail('schema-version', versions, 'a newer @auditrail/postgres')];
  if (version > schemaVersion) return [warn('schema-version', versions, 'a newer @auditrail/postgres')];
  return [pass('schema-version', `version ${String(version)}`)];
};

/** The server itself: its version, encoding, and whether what it acknowledges survives a crash. */
export const checkServer: Check = async ({ rows, serverVersion }) => {
  const version = `PostgreSQL ${String(Math.floor(serverVersion / 10_000))}.${String(serverVersion % 10_000)}`;
  const isOld = serverVersion < oldestServer * 10_000;
  const [{ encoding = '' } = {}] = await rows(`SELECT pg_catalog.current_setting('server_encoding') AS encoding`);
  return [
    isOld
      ? fail('server-version', `${version} is older than ${String(oldestServer)}`)
      : pass('server-version', version),
    encoding === 'UTF8'
      ? pass('encoding', 'UTF8')
      : fail('encoding', `the encoding is ${String(encoding)}, which cannot store every event`),
  ];
};

/** Who sets what weakens durability: the server, or one of its roles and databases. */
const settings = `SELECT name, setting, NULL AS role FROM pg_catalog.pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
  UNION ALL
  SELECT split_part(entry, '=', 1), split_part(entry, '=', 2),
    coalesce(pg_catalog.pg_get_userbyid(nullif(setrole, 0)), 'every role')
  FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS entry
  WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
    AND split_part(entry, '=', 1) = 'synchronous_commit'`;

export const checkDurability: Check = async ({ rows }) => {
  const weak = (await rows(settings)).flatMap(({ name, setting, role }): Finding[] => {
    if (name !== 'synchronous_commit') {
      if (setting === 'on') return [];
      const loss = `${String(name)} is ${String(setting)}: a crash of the server may lose or corrupt the log`;
      return [fail('durability', loss, `ALTER SYSTEM SET ${String(name)} = on`)];
    }
    if (!['off', 'local'].includes(setting ?? '')) return [];
    const whose = role === null ? 'of the server' : `of ${role ?? ''}`;
    return [
      warn(
        'durability',
        `synchronous_commit ${whose} is ${setting ?? ''}: a crash may lose transactions with their events, once committed`,
        role === null ? 'ALTER SYSTEM SET synchronous_commit = on' : 'ALTER ROLE … RESET synchronous_commit',
      ),
    ];
  });
  return weak.length > 0 ? weak : [pass('durability', 'what is acknowledged survives a crash')];
};

/** Whether this process and the database agree on the time. */
export function checkClock(now: () => number): Check {
  return async ({ rows }) => {
    const before = now();
    const [found] = await rows('SELECT extract(epoch FROM pg_catalog.clock_timestamp()) * 1000 AS time');
    const after = now();
    const time = Number(found?.['time']);
    const seconds = Math.max(before - time, time - after, 0) / 1000;
    const message = `this process and the database are ${seconds.toFixed(1)} s apart`;
    if (seconds >= secondsToFail) return [fail('clock', message, 'synchronise both by NTP')];
    if (seconds >= secondsToWarn) return [warn('clock', message, 'synchronise both by NTP')];
    return [pass('clock', message)];
  };
}
