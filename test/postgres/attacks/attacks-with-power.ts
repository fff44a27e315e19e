import { powerfulRoles, refused, type Attack, type AttackTrace } from './attack.js';

const forgedColumns =
  '(occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional, tx, recorded_at, db_role)';

/** What those can do who own the log or stand above it. Plain mistakes are refused to them, intent is not. */
export const attacksWithPower: readonly Attack[] = [
  ...refused(
    powerfulRoles,
    {
      'UPDATE the log, by mistake': `UPDATE auditrail.event SET action = 'x'`,
      'UPDATE a partition, by mistake': `UPDATE {month} SET action = 'x'`,
      'DELETE from the log, by mistake': 'DELETE FROM auditrail.event',
    },
    'TR001',
  ),
  ...refused(
    ['owner', 'superuser'],
    {
      'TRUNCATE the log, by mistake': 'TRUNCATE auditrail.event',
      'TRUNCATE a partition, by mistake': 'TRUNCATE {month}',
    },
    'TR001',
  ),
  ...refused(
    ['superuser'],
    {
      'session_replication_role = replica, then DELETE':
        'SET LOCAL session_replication_role = replica; DELETE FROM {month}',
    },
    'TR001',
  ),
  ...named(['owner', 'superuser'], 'rules', {
    'CREATE RULE that swallows events': 'CREATE RULE swallow AS ON INSERT TO auditrail.event DO INSTEAD NOTHING',
    'CREATE RULE that makes a DELETE a silent success':
      'CREATE RULE quiet AS ON DELETE TO auditrail.event DO INSTEAD NOTHING',
  }),
  ...named(['owner', 'superuser'], 'foreign-triggers', {
    'CREATE TRIGGER that swallows events': `CREATE FUNCTION auditrail.swallow() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RETURN NULL; END';
      CREATE TRIGGER swallow BEFORE INSERT ON auditrail.event FOR EACH ROW EXECUTE FUNCTION auditrail.swallow()`,
  }),
  ...named(['owner', 'superuser'], 'triggers', {
    'DISABLE TRIGGER of the log': 'ALTER TABLE auditrail.event DISABLE TRIGGER refuse_change',
    'DISABLE TRIGGER of a partition': 'ALTER TABLE {month} DISABLE TRIGGER refuse_row_change',
    'ENABLE TRIGGER, which session_replication_role gets around': 'ALTER TABLE {month} ENABLE TRIGGER refuse_change',
  }),
  ...named(['superuser'], 'triggers', {
    'switch a trigger off in the catalogue': `UPDATE pg_catalog.pg_trigger SET tgenabled = 'D'
      WHERE tgrelid = '{month}'::regclass`,
  }),
  ...named(['owner', 'superuser'], 'table-grants', {
    'GRANT ALL ON the log': 'GRANT ALL ON auditrail.event TO {app}',
    'GRANT columns that only the database may fill': 'GRANT INSERT (db_role) ON auditrail.event TO auditrail_writer',
  }),
  ...named(['owner', 'superuser'], 'partition-grants', {
    'GRANT on a partition': 'GRANT TRUNCATE ON {month} TO {app}',
  }),
  ...named(['owner', 'superuser'], 'function-grants', {
    'GRANT EXECUTE on what migrates': 'GRANT EXECUTE ON FUNCTION auditrail.create_partition TO PUBLIC',
  }),
  ...named(['owner', 'superuser'], 'search-path', {
    "take the fixed search_path off the owner's function": 'ALTER FUNCTION auditrail.event_is_stored RESET search_path',
  }),
  ...named(['owner', 'superuser'], 'default-privileges', {
    'ALTER DEFAULT PRIVILEGES, for partitions to come':
      'ALTER DEFAULT PRIVILEGES FOR ROLE auditrail_owner IN SCHEMA auditrail GRANT ALL ON TABLES TO {app}',
  }),
  ...named(['owner', 'superuser'], 'row-security', {
    'hide rows from every reader by row security': `ALTER TABLE auditrail.event ENABLE ROW LEVEL SECURITY;
      ALTER TABLE auditrail.event FORCE ROW LEVEL SECURITY`,
  }),
  ...named(['superuser'], 'owner-members', {
    'let the application become the owner': 'GRANT auditrail_owner TO {app}',
  }),
  ...named(['superuser'], 'dangerous-roles', {
    'let the application write everything, so that it forges login, time and transaction': `GRANT pg_write_all_data TO {app}; SET LOCAL ROLE {app};
       INSERT INTO auditrail.event ${forgedColumns} VALUES {row, '1'::xid8, now(), 'somebody'}`,
  }),
  ...named(['superuser'], 'parameter-grants', {
    'let the application set session_replication_role': 'GRANT SET ON PARAMETER session_replication_role TO {app}',
  }),
  ...unseen(['owner', 'superuser'], {
    'switch the guards off, UPDATE, and on again': `ALTER TABLE auditrail.event DISABLE TRIGGER USER;
      ALTER TABLE {month} DISABLE TRIGGER USER; UPDATE auditrail.event SET body = '{}';
      ALTER TABLE {month} ENABLE ALWAYS TRIGGER refuse_row_change; ALTER TABLE {month} ENABLE ALWAYS TRIGGER refuse_change;
      ALTER TABLE auditrail.event ENABLE ALWAYS TRIGGER refuse_change;
      ALTER TABLE auditrail.event ENABLE ALWAYS TRIGGER refuse_truncate`,
    'replace the guard, DELETE, and put it back': `DO $do$ DECLARE guard text; BEGIN
        SELECT pg_get_functiondef('auditrail.refuse_change'::regproc) INTO guard;
        CREATE OR REPLACE FUNCTION auditrail.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RETURN coalesce(OLD, NEW); END $$;
        DELETE FROM auditrail.event;
        EXECUTE guard;
      END $do$`,
    'DETACH a month and drop it': 'ALTER TABLE auditrail.event DETACH PARTITION {month}; DROP TABLE {month}',
    'DROP a month': 'DROP TABLE {month}',
  }),
];

function named(
  roles: Attack['roles'],
  trace: AttackTrace,
  attempts: Readonly<Record<string, string>>,
): readonly Attack[] {
  return Object.entries(attempts).map(([attack, sql]) => ({ attack, roles, sql, outcome: 'named by doctor', trace }));
}

function unseen(roles: Attack['roles'], attempts: Readonly<Record<string, string>>): readonly Attack[] {
  return Object.entries(attempts).map(([attack, sql]) => ({ attack, roles, sql, outcome: 'left to the proof' }));
}
