import { expect } from 'chai';
import type pg from 'pg';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createRoleDatabase, type RoleDatabase } from '../roles/role-database.js';
import { sampleEvent } from '../sample-event.js';
import { attackTables } from './all-attacks.js';
import type { Attack, AttackRole } from './attack.js';
import { traceQueries } from './trace-queries.js';

/** Ordinary roles are logins that are members of these; those with power are taken on by the superuser. */
const memberships: { readonly [Role in AttackRole]?: string } = {
  writer: 'auditrail_writer',
  reader: 'auditrail_reader',
  application: 'auditrail_writer, auditrail_reader',
  sealer: 'auditrail_sealer',
  maintainer: 'auditrail_maintainer',
};
const powerful: { readonly [Role in AttackRole]?: string } = {
  owner: 'auditrail_owner',
  pg_write_all_data: 'pg_write_all_data',
};

const playground = `CREATE SCHEMA playground; GRANT ALL ON SCHEMA playground TO PUBLIC;
  CREATE TABLE playground.shape AS SELECT * FROM auditrail.stored_event WITH NO DATA;
  CREATE TABLE playground.catch (caught_as text);
  GRANT ALL ON ALL TABLES IN SCHEMA playground TO PUBLIC`;

const rowCount = 'SELECT count(*)::int FROM auditrail.stored_event';

// What is in the log, and what the log is made of.
const digest = `SELECT count(*)::int, md5(string_agg(event::text, ',' ORDER BY id)) AS rows,
  (SELECT md5(string_agg(concat_ws(' ', oid::regclass, relowner, relacl, relrowsecurity), ',' ORDER BY oid))
   FROM pg_catalog.pg_class WHERE relnamespace = 'auditrail'::regnamespace) AS relations
FROM auditrail.stored_event AS event`;

for (const version of postgresVersions) {
  describe(`attacks on the log on PostgreSQL ${version}`, () => {
    let database: RoleDatabase;
    let month: string;
    const logins = new Map<AttackRole, string>();

    before(async () => {
      database = await createRoleDatabase(version);
      const store = database.openStore();
      (await store.migrate({ roles: 'separate' }))._unsafeUnwrap();
      (await store.append([sampleEvent(), sampleEvent()]))._unsafeUnwrap();
      await database.sql(playground);
      for (const [role, memberOf] of Object.entries(memberships)) {
        logins.set(role as AttackRole, await database.createLogin(role, `IN ROLE ${memberOf}`));
      }
      const [found] = await database.sql('SELECT tableoid::regclass::text AS name FROM auditrail.event');
      month = String(found?.['name']);
    });
    after(() => database.close());

    const fillIn = (sql: string): string =>
      sql
        .replaceAll('{month}', month)
        .replaceAll('{app}', logins.get('application') ?? '')
        .replaceAll(/\{row(?: of (?<hours>-?\d+) hours)?(?: with (?<body>\w+))?(?:, (?<more>[^}]*))?\}/g, fillInRow);

    /** Runs an attack in a transaction of a connection of its own, then looks at what has come of it. */
    async function attackAs(
      role: AttackRole,
      { sql }: Attack,
      look: (client: pg.Client, failure: unknown) => Promise<void>,
    ): Promise<void> {
      const login = logins.get(role);
      const client = await (login === undefined ? database.connect() : database.connectAs(login));
      if (powerful[role] !== undefined) await client.query(`SET ROLE ${powerful[role]}`);
      await client.query('BEGIN');
      const failure: unknown = await client.query(fillIn(sql)).then(
        () => undefined,
        (error: unknown) => error,
      );
      // Also after a failure, or its locks would fail the next attack.
      await look(client, failure).finally(() => client.end());
    }

    it('find a log without a trace of any', async () => {
      for (const [trace, query] of Object.entries(traceQueries)) {
        expect(await database.sql(fillIn(query)), trace).to.deep.equal([]);
      }
    });

    const expectations: {
      readonly [Outcome in Attack['outcome']]: (role: AttackRole, attack: Attack) => Promise<void>;
    } = {
      refused: async (role, attack) => {
        const before = await database.sql(digest);
        await attackAs(role, attack, async (client, failure) => {
          expect(failure, role).to.have.property('code', attack.sqlState ?? '42501');
          await client.query('COMMIT');
        });
        expect(await database.sql(digest), role).to.deep.equal(before);
      },
      'without effect': async (role, attack) => {
        const [before] = await database.sql(rowCount);
        await attackAs(role, attack, async (client, failure) => {
          expect(failure, role).to.equal(undefined);
          await client.query('COMMIT; BEGIN');
          const append = 'SELECT auditrail.append_events($1, false) AS stored';
          const bodies = JSON.stringify([sampleEvent()]);
          expect((await client.query<object>(append, [bodies])).rows, role).to.deep.equal([{ stored: 1 }]);
          expect((await client.query<object>(append, [bodies])).rows, role).to.deep.equal([{ stored: 1 }]);
          expect((await client.query<object>(attack.effect ?? '')).rows, role).to.deep.equal([]);
          await client.query('COMMIT');
        });
        expect(await database.sql(rowCount), role).to.deep.equal([{ count: Number(before?.['count']) + 1 }]);
      },
      'named by doctor': async (role, attack) => {
        await attackAs(role, attack, async (client, failure) => {
          expect(failure, role).to.equal(undefined);
          const traces: string[] = [];
          for (const [trace, query] of Object.entries(traceQueries)) {
            if ((await client.query<object>(fillIn(query))).rows.length > 0) traces.push(trace);
          }
          expect(traces, role).to.include(attack.trace);
          await client.query('ROLLBACK');
        });
      },
      'left to the proof': async (role, attack) => {
        const before = await database.sql(digest);
        await attackAs(role, attack, async (client, failure) => {
          expect(failure, role).to.equal(undefined);
          await client.query('RESET ROLE');
          expect((await client.query<object>(digest)).rows, role).not.to.deep.equal(before);
          await client.query('ROLLBACK');
        });
      },
    };

    for (const [table, attacks] of Object.entries(attackTables)) {
      for (const attack of attacks) {
        it(`${table.toLowerCase()}: ${attack.attack} is ${attack.outcome}`, async () => {
          for (const role of attack.roles) await expectations[attack.outcome](role, attack);
        });
      }
    }
  });
}

function fillInRow(...[, hours, body, more]: readonly (string | undefined)[]): string {
  const time = `date_trunc('milliseconds', now()) + interval '${hours ?? '0'} hours'`;
  const values = [
    time,
    'gen_random_uuid()',
    `'${body ?? '{}'}'`,
    `'user', 'x.y', 'success', 'x', 'application', false`,
  ];
  return `(${[...values, ...(more === undefined ? [] : [more])].join(', ')})`;
}
