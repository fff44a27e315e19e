import type { CheckName } from '@auditrail/postgres';

/** A weakness that somebody plants, and what must complain of it; nothing else may. */
export interface PlantedWeakness {
  readonly weakness: string;
  /** `{month}` is the partition of this month, `{login}` a role that may log in. */
  readonly sql: string;
  readonly complaint: `${CheckName}: ${'warn' | 'fail'}`;
}

const plant =
  (complaint: PlantedWeakness['complaint']) =>
  ([weakness, sql]: [string, string]): PlantedWeakness => ({ weakness, sql, complaint });

const each = (
  complaint: PlantedWeakness['complaint'],
  weaknesses: Readonly<Record<string, string>>,
): readonly PlantedWeakness[] => Object.entries(weaknesses).map(plant(complaint));

const sampleRow = `INSERT INTO auditrail.event_default (occurred_at, id, body, actor_type, action, outcome, resource_type,
    source, transactional, recorded_at)
  VALUES ('2019-01-01', gen_random_uuid(), '{}', 'user', 'x.y', 'success', 'x', 'application', false, '2019-01-01')`;

/** One by one, what an examination must find. */
export const plantedWeaknesses: readonly PlantedWeakness[] = [
  ...each('schema-version: fail', {
    'an older schema': 'UPDATE auditrail.installation SET schema_version = 1',
    'a schema that serves newer libraries only':
      'UPDATE auditrail.installation SET schema_version = 99, compatible_from = 99',
  }),
  ...each('schema-version: warn', {
    'a newer schema that serves this library': 'UPDATE auditrail.installation SET schema_version = 99',
  }),
  ...each('durability: warn', {
    'synchronous_commit off for a role': 'ALTER ROLE {login} SET synchronous_commit = off',
    'synchronous_commit local for the database': 'ALTER DATABASE {database} SET synchronous_commit = local',
  }),
  ...each('owner: fail', {
    'a partition of somebody else': 'ALTER TABLE {month} OWNER TO {login}',
    'a function of somebody else':
      'GRANT CREATE ON SCHEMA auditrail TO {login}; ALTER FUNCTION auditrail.refuse_change OWNER TO {login}; REVOKE CREATE ON SCHEMA auditrail FROM {login}',
    'an owner that may log in': 'ALTER ROLE auditrail_owner LOGIN',
    'an owner that is a superuser': 'ALTER ROLE auditrail_owner SUPERUSER',
  }),
  ...each('owner-members: fail', { 'a member of the owner': 'GRANT auditrail_owner TO {login}' }),
  ...each('dangerous-roles: fail', {
    'a login that writes everything': 'GRANT pg_write_all_data TO {login}',
    'a login that reads everything': 'GRANT pg_read_all_data TO {login}',
    "a login that writes the server's files": 'GRANT pg_write_server_files TO {login}',
    'a login that runs programs': 'GRANT pg_execute_server_program TO {login}',
    'an application that is a superuser': 'GRANT auditrail_writer TO {login}; ALTER ROLE {login} SUPERUSER',
  }),
  ...each('parameter-grants: fail', {
    'a grant of session_replication_role': 'GRANT SET ON PARAMETER session_replication_role TO {login}',
    'session_replication_role set for a role': 'ALTER ROLE {login} SET session_replication_role = replica',
    'session_replication_role set for the database': 'ALTER DATABASE {database} SET session_replication_role = replica',
  }),
  ...each('default-privileges: fail', {
    'rights on every table to come':
      'ALTER DEFAULT PRIVILEGES FOR ROLE auditrail_owner GRANT SELECT ON TABLES TO {login}',
    'rights on every function to come':
      'ALTER DEFAULT PRIVILEGES FOR ROLE auditrail_owner IN SCHEMA auditrail GRANT EXECUTE ON FUNCTIONS TO {login}',
  }),
  ...each('schema-grants: fail', {
    'the right to make tables in the schema': 'GRANT CREATE ON SCHEMA auditrail TO auditrail_writer',
    'the use of the schema by everybody': 'GRANT USAGE ON SCHEMA auditrail TO PUBLIC',
  }),
  ...each('table-grants: fail', {
    'the right to update': 'GRANT UPDATE ON auditrail.event TO auditrail_writer',
    'the right to read the log itself': 'GRANT SELECT ON auditrail.event TO {login}',
    'the right to say who stored an event': 'GRANT INSERT (db_role) ON auditrail.event TO auditrail_writer',
    'a right that may be passed on': 'GRANT SELECT ON auditrail.events TO auditrail_reader WITH GRANT OPTION',
    'a right that is missing': 'REVOKE SELECT ON auditrail.stored_event FROM auditrail_reader',
    'the right to change what retention is': 'GRANT UPDATE ON auditrail.retention TO auditrail_maintainer',
  }),
  ...each('partition-grants: fail', {
    'a right on a partition': 'GRANT INSERT ON {month} TO auditrail_writer',
    'a right on a column of a partition': 'GRANT UPDATE (body) ON {month} TO {login}',
  }),
  ...each('function-grants: fail', {
    'a function of the owner for everybody': 'GRANT EXECUTE ON FUNCTION auditrail.create_partition TO PUBLIC',
    'dropping months for the application': 'GRANT EXECUTE ON FUNCTION auditrail.drop_month TO auditrail_writer',
    'appending taken back': 'REVOKE EXECUTE ON FUNCTION auditrail.append_events FROM auditrail_writer',
  }),
  ...each('triggers: fail', {
    'a guard of the log switched off': 'ALTER TABLE auditrail.event DISABLE TRIGGER refuse_change',
    'the guard against TRUNCATE switched off': 'ALTER TABLE auditrail.event DISABLE TRIGGER refuse_truncate',
    'a guard of a partition switched off': 'ALTER TABLE {month} DISABLE TRIGGER refuse_row_change',
    'a guard that replication goes around': 'ALTER TABLE {month} ENABLE TRIGGER refuse_change',
    'a guard of the tree switched off': 'ALTER TABLE auditrail.tree_leaf DISABLE TRIGGER refuse_change',
    'a guard dropped': 'DROP TRIGGER refuse_row_change ON {month}',
    'a guard with a condition': `DROP TRIGGER refuse_row_change ON {month};
      CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON {month} FOR EACH ROW WHEN (OLD.action = 'x')
        EXECUTE FUNCTION auditrail.refuse_change();
      ALTER TABLE {month} ENABLE ALWAYS TRIGGER refuse_row_change`,
    'a guard for some columns': `DROP TRIGGER refuse_row_change ON {month};
      CREATE TRIGGER refuse_row_change BEFORE UPDATE OF body OR DELETE ON {month} FOR EACH ROW
        EXECUTE FUNCTION auditrail.refuse_change();
      ALTER TABLE {month} ENABLE ALWAYS TRIGGER refuse_row_change`,
    'a guard that calls something else': `DROP TRIGGER refuse_row_change ON {month};
      CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON {month} FOR EACH ROW
        EXECUTE FUNCTION suppress_redundant_updates_trigger();
      ALTER TABLE {month} ENABLE ALWAYS TRIGGER refuse_row_change`,
  }),
  ...each('foreign-triggers: fail', {
    'a trigger that swallows events': `CREATE TRIGGER swallow BEFORE INSERT ON {month} FOR EACH ROW
      EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  }),
  ...each('rules: fail', {
    'a rule that swallows events': 'CREATE RULE swallow AS ON INSERT TO auditrail.event DO INSTEAD NOTHING',
  }),
  ...each('row-security: fail', {
    'row security': 'ALTER TABLE auditrail.event ENABLE ROW LEVEL SECURITY',
    'row security of a partition, for its owner too': 'ALTER TABLE {month} FORCE ROW LEVEL SECURITY',
  }),
  ...each('functions: fail', {
    'a guard that does nothing': `CREATE OR REPLACE FUNCTION auditrail.refuse_change() RETURNS trigger LANGUAGE plpgsql
      SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN coalesce(NEW, OLD); END'`,
    'a function with other rights': 'ALTER FUNCTION auditrail.append_events SECURITY DEFINER',
    'a function that is not ours': `CREATE FUNCTION auditrail.mine() RETURNS integer LANGUAGE sql
      SET search_path = pg_catalog, pg_temp AS 'SELECT 1'; REVOKE ALL ON FUNCTION auditrail.mine FROM PUBLIC;
      ALTER FUNCTION auditrail.mine OWNER TO auditrail_owner`,
  }),
  ...each('search-path: fail', {
    'a function without a fixed search_path': 'ALTER FUNCTION auditrail.event_is_stored RESET search_path',
    'a function with another search_path': 'ALTER FUNCTION auditrail.event_is_stored SET search_path = public',
  }),
  ...each('constraints: fail', {
    'a default that lies': `ALTER TABLE auditrail.event ALTER COLUMN db_role SET DEFAULT 'app'`,
    'a default of a partition that lies': `ALTER TABLE {month} ALTER COLUMN recorded_at SET DEFAULT '2020-01-01'`,
    'a constraint dropped': 'ALTER TABLE auditrail.event DROP CONSTRAINT event_occurred_at_near',
  }),
  ...each('views: fail', {
    'a view that hides events': `CREATE OR REPLACE VIEW auditrail.stored_event AS
      SELECT occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type,
        resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional, salt, tx, recorded_at,
        db_role
      FROM auditrail.event WHERE actor_id IS DISTINCT FROM 'u-1'`,
    'a view that keeps conditions from the indexes': 'ALTER VIEW auditrail.events SET (security_barrier)',
  }),
  ...each('partitions-ahead: fail', {
    'no partition for the next month': `DO $$ DECLARE partition regclass; BEGIN
      FOR partition IN SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent = 'auditrail.event'::regclass AND inhrelid::regclass::text > '{month}'
          AND inhrelid::regclass::text NOT LIKE '%default'
      LOOP EXECUTE format('DROP TABLE %s', partition); END LOOP; END $$`,
  }),
  ...each('partitions-ahead: warn', {
    'partitions for two months': `DO $$ DECLARE partition regclass; BEGIN
      FOR partition IN SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent = 'auditrail.event'::regclass AND inhrelid::regclass::text NOT LIKE '%default'
        ORDER BY inhrelid::regclass::text OFFSET 4
      LOOP EXECUTE format('DROP TABLE %s', partition); END LOOP; END $$`,
  }),
  ...each('default-partition: fail', { 'no default partition': 'DROP TABLE auditrail.event_default' }),
  ...each('default-partition: warn', { 'a filled default partition': sampleRow }),
  ...each('detached-partitions: fail', {
    'a partition that was taken out of the log': `DO $$ DECLARE partition regclass; BEGIN
      SELECT inhrelid::regclass INTO partition FROM pg_inherits
        WHERE inhparent = 'auditrail.event'::regclass ORDER BY inhrelid::regclass::text LIMIT 1;
      EXECUTE format('ALTER TABLE auditrail.event DETACH PARTITION %s', partition); END $$`,
  }),
  ...each('detached-partitions: warn', {
    'a copied default partition that nobody compared': `CREATE TABLE auditrail.copied_default_7 ();
      ALTER TABLE auditrail.copied_default_7 OWNER TO auditrail_owner`,
  }),
  ...each('retention: warn', {
    'a month that is older than the maximum': `UPDATE auditrail.retention SET maximum_months = 1;
      SET LOCAL ROLE auditrail_owner; SELECT auditrail.create_partition('2019-01-01'); RESET ROLE`,
  }),
  ...each('sealing: warn', {
    'a sealer that has stopped': `UPDATE auditrail.tree_head SET sealed_snapshot = pg_current_snapshot(),
      changed_at = now() - interval '2 minutes'`,
    'leaves that nobody has signed': `UPDATE auditrail.tree_head SET sealed_snapshot = pg_current_snapshot(), size = 1,
      subtrees = decode(repeat('00', 32), 'hex'), changed_at = now()`,
  }),
  ...each('sealing: fail', {
    'a sealer that has stopped for long': `UPDATE auditrail.tree_head SET sealed_snapshot = pg_current_snapshot(),
      changed_at = now() - interval '2 hours'`,
  }),
];
