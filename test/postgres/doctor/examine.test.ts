import { checkNames } from '@auditrail/postgres';
import { expect } from 'chai';
import type pg from 'pg';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createRoleDatabase, type RoleDatabase } from '../roles/role-database.js';
import { complaintsIn, examineClient } from './examine-client.js';
import { plantedWeaknesses } from './planted-weaknesses.js';

// The throw-away server of the tests does not wait for its disk.
const ofTheTestServer = ['durability: fail', 'durability: warn'];

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.examine on PostgreSQL ${version}`, () => {
    let database: RoleDatabase;
    let login: string;
    let month: string;
    let usual: readonly string[];

    before(async function () {
      this.timeout(60_000);
      database = await createRoleDatabase(version);
      (await database.openStore().migrate({ roles: 'separate' }))._unsafeUnwrap();
      login = await database.createLogin('app');
      const [found] = await database.sql(
        `SELECT 'auditrail.event_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS name`,
      );
      month = String(found?.['name']);
      usual = complaintsIn((await database.openStore().examine())._unsafeUnwrap());
    });
    after(() => database.close());

    async function within(look: (client: pg.Client) => Promise<void>): Promise<void> {
      const client = await database.connect();
      await client.query('BEGIN');
      await look(client).finally(() => client.end());
    }

    it('finds nothing in a log of separate roles', async () => {
      expect(usual.filter((complaint) => !ofTheTestServer.includes(complaint))).to.deep.equal([]);
      const findings = (await database.openStore().examine())._unsafeUnwrap();
      const unasked = checkNames.filter((name) => name !== 'anchor');
      expect(new Set(findings.map(({ check }) => check))).to.deep.equal(new Set(unasked));
    });

    it('tells the maintainer as much', async () => {
      const maintainer = await database.createLogin('maintainer', 'IN ROLE auditrail_maintainer');
      const store = database.openStoreAs(maintainer);
      expect(complaintsIn((await store.examine())._unsafeUnwrap())).to.deep.equal(usual);
    });

    it('says what another role may not see, and passes nothing of it', async () => {
      const findings = (await database.openStoreAs(login).examine())._unsafeUnwrap();
      const complaints = complaintsIn(findings).filter((complaint) => !ofTheTestServer.includes(complaint));
      expect(complaints).to.deep.equal([
        'schema-version: warn',
        'single-role: warn',
        'table-grants: warn',
        'function-grants: warn',
        'default-partition: warn',
        'retention: warn',
        'sealing: warn',
      ]);
    });

    it('says that there is no log', async () => {
      const findings = (await database.openStore({ schema: 'nowhere' }).examine())._unsafeUnwrap();
      expect(complaintsIn(findings)).to.deep.equal(['schema-version: fail']);
    });

    it('compares the clocks', async () => {
      await within(async (client) => {
        const clockOf = async (now: () => number) =>
          (await examineClient(client, now)).find(({ check }) => check === 'clock')?.level;
        expect(await clockOf(Date.now)).to.equal('pass');
        expect(await clockOf(() => Date.now() + 10_000)).to.equal('warn');
        expect(await clockOf(() => Date.now() - 100_000)).to.equal('fail');
      });
    });

    for (const { weakness, sql, complaint } of plantedWeaknesses) {
      it(`names ${weakness}`, async () => {
        await within(async (client) => {
          const filled = sql.replaceAll('{month}', month).replaceAll('{login}', login);
          await client.query(filled.replaceAll('{database}', database.database));
          const complaints = complaintsIn(await examineClient(client));
          const more = complaints.filter((one) => !usual.includes(one) || one === complaint);
          expect(new Set(more)).to.deep.equal(new Set([complaint]));
        });
      });
    }

    describe('of a log of one role', () => {
      let single: RoleDatabase;
      before(async () => {
        single = await createRoleDatabase(version);
        (await single.openStore().migrate())._unsafeUnwrap();
      });
      after(() => single.close());

      it('says what that costs, and nothing else', async () => {
        const complaints = complaintsIn((await single.openStore().examine())._unsafeUnwrap());
        const more = complaints.filter((complaint) => !ofTheTestServer.includes(complaint));
        expect(more).to.deep.equal(['single-role: warn']);
      });

      it('accepts that an application appends and reads, and no more', async () => {
        const app = await single.createLogin('app');
        await single.sql(`GRANT USAGE ON SCHEMA auditrail TO ${app}; GRANT SELECT ON auditrail.stored_event TO ${app};
          GRANT INSERT (occurred_at, id, body) ON auditrail.event TO ${app};
          GRANT EXECUTE ON FUNCTION auditrail.append_events TO ${app}`);
        const complaints = async () =>
          complaintsIn((await single.openStore().examine())._unsafeUnwrap()).filter((one) => one.endsWith('fail'));
        expect(await complaints()).to.not.include('table-grants: fail');
        await single.sql(`GRANT DELETE ON auditrail.event TO ${app}`);
        expect(await complaints()).to.include('table-grants: fail');
      });
    });
  });
}
