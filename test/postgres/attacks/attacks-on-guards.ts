import { ordinaryRoles, refused, type Attack } from './attack.js';

const everybody = ordinaryRoles;

/** Attempts to switch off, replace or get around what keeps the log, by roles without power over it. */
export const attacksOnGuards: readonly Attack[] = [
  ...refused(everybody, {
    'CREATE RULE that swallows events': 'CREATE RULE swallow AS ON INSERT TO auditrail.event DO INSTEAD NOTHING',
    'CREATE TRIGGER that swallows events': `CREATE TRIGGER swallow BEFORE INSERT ON auditrail.event
      FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
    'CREATE TRIGGER on a partition': `CREATE TRIGGER swallow BEFORE INSERT ON {month}
      FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
    'DISABLE TRIGGER': 'ALTER TABLE auditrail.event DISABLE TRIGGER ALL',
    'DISABLE TRIGGER of a partition': 'ALTER TABLE {month} DISABLE TRIGGER ALL',
    'DROP TRIGGER': 'DROP TRIGGER refuse_change ON auditrail.event',
    'DETACH PARTITION': 'ALTER TABLE auditrail.event DETACH PARTITION {month}',
    'ATTACH PARTITION': `CREATE TEMP TABLE mine (); ALTER TABLE auditrail.event ATTACH PARTITION mine DEFAULT`,
    'make a partition of its own': `CREATE TABLE playground.mine PARTITION OF auditrail.event DEFAULT`,
    'DROP a partition': 'DROP TABLE {month}',
    'DROP the log': 'DROP TABLE auditrail.event CASCADE',
    'DROP the schema': 'DROP SCHEMA auditrail CASCADE',
    'rename the schema': 'ALTER SCHEMA auditrail RENAME TO gone',
    'rename the log': 'ALTER TABLE auditrail.event RENAME TO gone',
    'drop a constraint': 'ALTER TABLE auditrail.event DROP CONSTRAINT event_occurred_at_near',
    'change a default': `ALTER TABLE auditrail.event ALTER COLUMN db_role SET DEFAULT 'x'`,
    'hide rows by row security': 'ALTER TABLE auditrail.event ENABLE ROW LEVEL SECURITY',
    'refer to the log by a foreign key':
      'CREATE TABLE playground.mine (a timestamptz, b uuid, FOREIGN KEY (a, b) REFERENCES auditrail.event)',
    'CREATE in the schema': 'CREATE TABLE auditrail.mine ()',
    'CREATE a function in the schema': 'CREATE FUNCTION auditrail.mine() RETURNS integer LANGUAGE sql RETURN 1',
    'replace the guard': `CREATE OR REPLACE FUNCTION auditrail.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RETURN NEW; END'`,
    'take the fixed search_path off a function': 'ALTER FUNCTION auditrail.event_is_stored RESET search_path',
    'replace the view that the library reads': 'CREATE OR REPLACE VIEW auditrail.stored_event AS SELECT 1 AS x',
    'install roles': `SELECT auditrail.install_roles('{}')`,
    'hand the log over': 'SELECT auditrail.hand_over(current_user)',
    'restore or take rights': 'SELECT auditrail.grant_role_privileges()',
    'make a partition': 'SELECT auditrail.create_partition(NULL)',
    'session_replication_role = replica': `SET session_replication_role = replica; DELETE FROM auditrail.event`,
    'SET ROLE to the owner': 'SET ROLE auditrail_owner; DROP TABLE auditrail.event',
    'SET SESSION AUTHORIZATION': 'SET SESSION AUTHORIZATION auditrail_owner',
    'become a member of the owner': 'GRANT auditrail_owner TO CURRENT_USER',
    'grant itself a right on the log': 'GRANT UPDATE ON auditrail.event TO CURRENT_USER',
    'grant itself a right on a partition': 'GRANT ALL ON {month} TO CURRENT_USER',
    'ALTER DEFAULT PRIVILEGES of the owner':
      'ALTER DEFAULT PRIVILEGES FOR ROLE auditrail_owner GRANT ALL ON TABLES TO PUBLIC',
    'REASSIGN OWNED of the owner': 'REASSIGN OWNED BY auditrail_owner TO CURRENT_USER',
    'DROP OWNED of the owner': 'DROP OWNED BY auditrail_owner CASCADE',
    'let itself set session_replication_role': 'GRANT SET ON PARAMETER session_replication_role TO CURRENT_USER',
    'switch a trigger off in the catalogue': `UPDATE pg_catalog.pg_trigger SET tgenabled = 'D'`,
  }),
  ...refused(['writer', 'application'], {
    "DROP OWNED of its own role, so that the writer's rights are gone": 'DROP OWNED BY auditrail_writer',
  }),
  ...refused(['reader', 'application'], { 'SET ROLE to the sealer': 'SET ROLE auditrail_sealer' }),
  ...refused(['writer'], { 'SET ROLE to the reader': 'SET ROLE auditrail_reader' }),
  {
    attack: "a temporary table with the log's name, first in search_path",
    roles: ['writer', 'application'],
    sql: `CREATE TEMP TABLE event (LIKE playground.shape); CREATE TEMP TABLE installation (compatible_from integer);
      SET search_path = pg_temp, auditrail`,
    outcome: 'without effect',
    effect: 'SELECT FROM pg_temp.event',
  },
  {
    attack: "functions and operators of its own, first in search_path, for the owner's functions to call",
    roles: ['application'],
    sql: `CREATE FUNCTION playground.caught(text) RETURNS text LANGUAGE plpgsql AS
        'BEGIN INSERT INTO playground.catch VALUES (current_user); RETURN $1; END';
      CREATE FUNCTION playground.json_array_length(json) RETURNS integer LANGUAGE sql AS
        'SELECT length(playground.caught($1::text))';
      CREATE FUNCTION playground.differ(text, text) RETURNS boolean LANGUAGE sql AS
        'SELECT playground.caught($1) IS NULL';
      CREATE OPERATOR playground.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = playground.differ);
      SET search_path = playground, pg_catalog`,
    outcome: 'without effect',
    effect: 'SELECT FROM playground.catch',
  },
  {
    attack: 'synchronous_commit = off, to lose what is acknowledged',
    roles: ['writer', 'application'],
    sql: 'SET synchronous_commit = off',
    outcome: 'without effect',
    effect: `SELECT WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`,
  },
  {
    attack: 'an advisory lock, to stop others',
    roles: ['writer', 'application'],
    sql: 'SELECT pg_advisory_lock(key) FROM generate_series(0, 9) AS key',
    outcome: 'without effect',
    effect: `SELECT FROM pg_catalog.pg_proc
      WHERE pronamespace = 'auditrail'::regnamespace AND prosrc LIKE '%advisory%'`,
  },
  {
    attack: "statistics of the log's columns, to read values",
    roles: ['writer'],
    sql: 'SELECT',
    outcome: 'without effect',
    effect: `SELECT FROM pg_catalog.pg_stats WHERE schemaname = 'auditrail' AND tablename LIKE 'event%'`,
  },
];
