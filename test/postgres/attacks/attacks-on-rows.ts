import { ordinaryRoles, refused, type Attack } from './attack.js';

const writers = ['writer', 'application'] as const;
const columns = '(occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)';
const insert = `INSERT INTO auditrail.event ${columns} VALUES {row}`;
const forge = (column: string, value: string): string =>
  insert.replace(columns, columns.replace(')', `, ${column})`)).replace('{row}', `{row, ${value}}`);

/** Attempts to change, add, hold up or see what the log holds. */
export const attacksOnRows: readonly Attack[] = [
  ...refused(ordinaryRoles, {
    'UPDATE the log': `UPDATE auditrail.event SET action = 'x'`,
    'UPDATE no row of the log': `UPDATE auditrail.event SET action = 'x' WHERE false`,
    'DELETE from the log': 'DELETE FROM auditrail.event',
    'TRUNCATE the log': 'TRUNCATE auditrail.event',
    'UPDATE a partition': `UPDATE {month} SET action = 'x'`,
    'DELETE from a partition': 'DELETE FROM {month}',
    'TRUNCATE a partition': 'TRUNCATE {month}',
    'INSERT into a partition': `INSERT INTO {month} ${columns} VALUES {row}`,
    'SELECT from a partition': 'SELECT FROM {month}',
    'SELECT from the log itself': 'SELECT FROM auditrail.event',
    'MERGE that updates': `MERGE INTO auditrail.event AS e USING (SELECT 1) AS s ON true WHEN MATCHED THEN UPDATE SET action = 'x'`,
    'MERGE that deletes': 'MERGE INTO auditrail.event AS e USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE',
    'INSERT ... ON CONFLICT DO UPDATE': `${insert} ON CONFLICT (occurred_at, id) DO UPDATE SET action = 'x'`,
    'UPDATE through the view that the library reads': `UPDATE auditrail.stored_event SET action = 'x'`,
    'DELETE through the view that people read': 'DELETE FROM auditrail.events',
    'INSERT through a view': `INSERT INTO auditrail.stored_event ${columns} VALUES {row}`,
    'SELECT ... FOR UPDATE': 'SELECT FROM auditrail.stored_event FOR UPDATE',
    'COPY the log out': 'COPY auditrail.event TO STDOUT',
    'COPY whole rows in': 'COPY auditrail.event FROM STDIN',
    'COPY rows in from a file of the server': `COPY auditrail.event (body) FROM '/etc/hostname'`,
    'hold the log up with LOCK TABLE': 'LOCK TABLE auditrail.event IN ACCESS EXCLUSIVE MODE',
    'hold a partition up with LOCK TABLE': 'LOCK TABLE {month} IN SHARE MODE',
    'hold the log up through a view': 'LOCK TABLE auditrail.stored_event IN SHARE MODE',
    'hold migrations up with LOCK TABLE': 'LOCK TABLE auditrail.schema_migration IN ACCESS EXCLUSIVE MODE',
    'hold every start up with LOCK TABLE': 'LOCK TABLE auditrail.installation IN ACCESS EXCLUSIVE MODE',
    'say that no library fits the schema': 'UPDATE auditrail.installation SET compatible_from = 999',
    'rename the roles': `UPDATE auditrail.installed_role SET role_name = 'x'`,
    'give a purpose more rights': `INSERT INTO auditrail.role_privilege VALUES ('writer', 'DELETE', 'TABLE', 'event')`,
    'forget a migration': 'DELETE FROM auditrail.schema_migration',
  }),
  ...refused(['reader', 'sealer', 'maintainer'], {
    'store an event': insert,
    'store an event through the function': `SELECT auditrail.append_events('[]', false)`,
    'ask whether an event is stored': `SELECT auditrail.event_is_stored(gen_random_uuid(), now(), '{}')`,
  }),
  ...refused(['writer', 'sealer', 'maintainer'], {
    'read the events': 'SELECT FROM auditrail.stored_event',
    'read the events as people do': 'SELECT FROM auditrail.events',
    'read the log into an event of its own': `INSERT INTO auditrail.event (body) SELECT body FROM auditrail.event`,
  }),
  ...refused(writers, {
    'forge the transaction': forge('tx', `'1'::xid8`),
    'forge the time of storing': forge('recorded_at', 'now()'),
    'forge the login': forge('db_role', `'somebody'`),
    'forge the salt': forge('salt', `'\\x00'`),
    'INSERT ... RETURNING': `${insert} RETURNING id`,
    'INSERT ... ON CONFLICT (occurred_at, id), which looks for a row': `${insert} ON CONFLICT (occurred_at, id) DO NOTHING`,
    'MERGE that inserts': `MERGE INTO auditrail.event AS e USING (SELECT 1) AS s ON e.action = 'x'
       WHEN NOT MATCHED THEN INSERT ${columns} VALUES {row}`,
  }),
  ...refused(
    writers,
    {
      'date an event years ahead, to poison a partition to come': insert.replace('{row}', `{row of 9000 hours}`),
      'date an event years back, into a month that is closed': insert.replace('{row}', `{row of -9000 hours}`),
    },
    '23514',
  ),
  ...refused(writers, { 'store a body that no reader can parse': insert.replace('{row}', '{row with x}') }, '22P02'),
];
