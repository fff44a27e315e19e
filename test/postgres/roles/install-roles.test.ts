import type { PostgresAuditStore, RoleNames } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { expectCode } from '../expect-code.js';
import { sampleEvent } from '../sample-event.js';
import { createRoleDatabase, type RoleDatabase } from './role-database.js';

const anything = { conditions: {}, limit: 10, offset: 0 };

const separateNames = {
  owner: 'auditrail_owner',
  writer: 'auditrail_writer',
  sealer: 'auditrail_sealer',
  reader: 'auditrail_reader',
  maintainer: 'auditrail_maintainer',
};

const owners = `SELECT DISTINCT pg_get_userbyid(owner) AS owner FROM (
  SELECT relowner FROM pg_class WHERE relnamespace = 'auditrail'::regnamespace
  UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'auditrail'::regnamespace
  UNION SELECT typowner FROM pg_type WHERE typnamespace = 'auditrail'::regnamespace
  UNION SELECT nspowner FROM pg_namespace WHERE nspname = 'auditrail') AS owned (owner)`;

// Everything that somebody else than the owner has, as "object: grantee privilege (column, ...)".
const grants = `SELECT format('%s: %s %s', object, coalesce(rolname, 'PUBLIC'), string_agg(privilege_type, ' ' ORDER BY privilege_type)) AS held FROM (
  SELECT relname::text AS object, acl.* FROM pg_class, aclexplode(relacl) AS acl
    WHERE relnamespace = 'auditrail'::regnamespace AND grantee <> relowner
  UNION ALL
  SELECT relname || ' (' || string_agg(attname, ' ' ORDER BY attnum) || ')', acl.*
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl) AS acl
    WHERE relnamespace = 'auditrail'::regnamespace AND grantee <> relowner
    GROUP BY relname, grantor, grantee, privilege_type, is_grantable
  UNION ALL
  SELECT proname, acl.* FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
    WHERE pronamespace = 'auditrail'::regnamespace AND grantee <> proowner
  UNION ALL
  SELECT 'schema', acl.* FROM pg_namespace, aclexplode(nspacl) AS acl
    WHERE nspname = 'auditrail' AND grantee <> nspowner
  ) AS held LEFT JOIN pg_roles ON pg_roles.oid = grantee GROUP BY object, rolname ORDER BY 1`;

const exactGrants = [
  'adopt_default: auditrail_maintainer EXECUTE',
  'append_events: auditrail_writer EXECUTE',
  'archived_month: auditrail_maintainer SELECT',
  'archived_month: auditrail_reader SELECT',
  'checkpoint: auditrail_maintainer SELECT',
  'checkpoint: auditrail_reader SELECT',
  'checkpoint: auditrail_sealer INSERT SELECT',
  'create_partitions: auditrail_maintainer EXECUTE',
  'default_is_filled: auditrail_maintainer EXECUTE',
  'drop_copied_defaults: auditrail_maintainer EXECUTE',
  'drop_month: auditrail_maintainer EXECUTE',
  'event (occurred_at id claimed_at body actor_type actor_id on_behalf_of_id action outcome resource_type resource_id ' +
    'subject_type subject_id tenant request_id source caused_by transactional): auditrail_writer INSERT',
  'event_is_stored: auditrail_writer EXECUTE',
  'events: auditrail_reader SELECT',
  'expired_months: auditrail_maintainer EXECUTE',
  'former_checkpoint: auditrail_reader SELECT',
  'installation: auditrail_maintainer SELECT',
  'installation: auditrail_reader SELECT',
  'installation: auditrail_sealer SELECT',
  'installation: auditrail_writer SELECT',
  'installed_role: auditrail_maintainer SELECT',
  'register_archive: auditrail_maintainer EXECUTE',
  'retention: auditrail_maintainer SELECT',
  'role_privilege: auditrail_maintainer SELECT',
  'schema: auditrail_maintainer USAGE',
  'schema: auditrail_reader USAGE',
  'schema: auditrail_sealer USAGE',
  'schema: auditrail_writer USAGE',
  'sealable_event: auditrail_sealer SELECT',
  'set_retention: auditrail_maintainer EXECUTE',
  'stored_event: auditrail_reader SELECT',
  'system_identifier: auditrail_sealer EXECUTE',
  'tree_head: auditrail_maintainer SELECT',
  'tree_head: auditrail_reader SELECT',
  'tree_head: auditrail_sealer SELECT UPDATE',
  'tree_leaf: auditrail_reader SELECT',
  'tree_leaf: auditrail_sealer INSERT SELECT',
  'tree_tile: auditrail_reader SELECT',
  'tree_tile: auditrail_sealer INSERT SELECT',
  'unsealed_count: auditrail_maintainer EXECUTE',
];

for (const version of postgresVersions) {
  describe(`the roles that PostgresAuditStore.migrate installs on PostgreSQL ${version}`, () => {
    let database: RoleDatabase;
    beforeEach(async () => (database = await createRoleDatabase(version)));
    afterEach(() => database.close());

    const ownNames = (): Required<RoleNames> => ({
      owner: `o_${database.database}`,
      writer: `w_${database.database}`,
      sealer: `s_${database.database}`,
      reader: `r_${database.database}`,
      maintainer: `m_${database.database}`,
    });
    const held = async (): Promise<unknown[]> => (await database.sql(grants)).map((row) => row['held']);
    const membersOf = (role: string): Promise<unknown[]> =>
      database.sql(
        `SELECT pg_get_userbyid(member) AS member, admin_option AS admin FROM pg_auth_members WHERE roleid = $1::regrole`,
        [role],
      );

    it('are one role by default, and it says so', async () => {
      const store = database.openStore();
      expect((await store.migrate())._unsafeUnwrap().roles).to.equal('single');
      expect((await store.migrate({ roles: 'single' }))._unsafeUnwrap().roles).to.equal('single');
      expect(await database.sql(owners)).to.deep.equal([{ owner: database.user }]);
      expect(await held()).to.deep.equal([]);
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      expect((await store.query(anything))._unsafeUnwrap().events).to.have.length(1);
    });

    it('own everything through the owner, and have exactly their rights', async () => {
      const report = (await database.openStore().migrate({ roles: 'separate' }))._unsafeUnwrap();
      expect(report.roles).to.deep.equal(separateNames);
      expect(await database.sql(owners)).to.deep.equal([{ owner: 'auditrail_owner' }]);
      expect(await held()).to.deep.equal(exactGrants);
      const names = Object.values(separateNames);
      expect(
        await database.sql(
          `SELECT DISTINCT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls AS is_powerful
           FROM pg_roles WHERE rolname = ANY ($1)`,
          [names],
        ),
      ).to.deep.equal([{ is_powerful: false }]);
      for (const name of names) expect(await membersOf(name)).to.deep.equal([]);
    });

    it('can be installed later, on a log with events; rights that were granted by hand are taken back', async () => {
      const store = database.openStore();
      await store.migrate();
      const event = sampleEvent();
      (await store.append([event]))._unsafeUnwrap();
      const app = await database.createLogin('app');
      const friend = await database.createLogin('friend');
      await database.sql(`GRANT ALL ON SCHEMA auditrail TO ${app};
        GRANT ALL ON ALL TABLES IN SCHEMA auditrail TO ${app} WITH GRANT OPTION;
        GRANT SELECT (body) ON auditrail.event TO ${friend}, PUBLIC;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA auditrail TO PUBLIC;
        SET ROLE ${app}; GRANT UPDATE ON auditrail.event TO ${friend}; RESET ROLE`);
      expect((await store.migrate({ roles: 'separate' }))._unsafeUnwrap().roles).to.deep.equal(separateNames);
      expect(await held()).to.deep.equal(exactGrants);
      expect((await store.query(anything))._unsafeUnwrap().events.map(({ id }) => id)).to.deep.equal([event.id]);
    });

    it('can be granted to the application before they are installed, so that no event is refused meanwhile', async () => {
      const store = database.openStore();
      await store.migrate();
      const names = ownNames();
      const app = await database.createLogin('app');
      await database.sql(`CREATE ROLE ${names.writer}; CREATE ROLE ${names.reader};
        GRANT ${names.writer}, ${names.reader} TO ${app}; GRANT USAGE ON SCHEMA auditrail TO ${app};
        GRANT ALL ON ALL TABLES IN SCHEMA auditrail TO ${app}; GRANT ALL ON ALL FUNCTIONS IN SCHEMA auditrail TO ${app}`);
      const application = database.openStoreAs(app);
      const stop = new AbortController();
      const recording = appendUntil(stop.signal, application);
      (await store.migrate({ roles: names }))._unsafeUnwrap();
      stop.abort();
      const count = await recording;
      (await application.append([sampleEvent()]))._unsafeUnwrap();
      expect(await database.sql('SELECT count(*)::int FROM auditrail.event')).to.deep.equal([{ count: count + 1 }]);
      expect((await application.query(anything)).isOk()).to.equal(true);
    });

    it('stay as they are when migrate() runs again, which restores what has changed', async () => {
      const store = database.openStore();
      await store.migrate({ roles: 'separate' });
      await database.sql(`GRANT ALL ON auditrail.event TO auditrail_reader;
        REVOKE SELECT ON auditrail.installation FROM auditrail_writer;
        DROP TABLE auditrail.event_default`);
      const report = (await store.migrate())._unsafeUnwrap();
      expect(report).to.deep.equal({ migrations: [], partitions: ['event_default'], roles: separateNames });
      expect(await held()).to.deep.equal(exactGrants);
      expect(await database.sql(owners)).to.deep.equal([{ owner: 'auditrail_owner' }]);
    });

    it('are named one by one, renamed, and never the same for two purposes', async () => {
      const store = database.openStore();
      const names = ownNames();
      const first = (await store.migrate({ roles: { ...names, owner: 'auditrail_owner' } }))._unsafeUnwrap();
      expect(first.roles).to.deep.equal({ ...names, owner: 'auditrail_owner' });
      expect((await store.migrate({ roles: { owner: names.owner } }))._unsafeUnwrap().roles).to.deep.equal(names);
      expect(await database.sql(owners)).to.deep.equal([{ owner: names.owner }]);
      const role = `second"writer_${database.database}`;
      const renamed = (await store.migrate({ roles: { writer: role } }))._unsafeUnwrap();
      expect(renamed.roles).to.deep.equal({ ...names, writer: role });
      expect((await held()).filter((text) => String(text).includes(names.writer))).to.deep.equal([]);
      await expectCode(store.migrate({ roles: { writer: names.reader } }), 'OPTIONS_INVALID');
    });

    it('are not taken back by roles: "single"', async () => {
      const store = database.openStore();
      await store.migrate({ roles: 'separate' });
      await expectCode(store.migrate({ roles: 'single' }), 'STORE_FORBIDDEN');
    });

    for (const roles of ['both', 5, { auditor: 'x' }, { writer: '' }, { writer: 'pg_x' }, { owner: 'public' }]) {
      it(`cannot be ${JSON.stringify(roles)}`, async () => {
        const error = await expectCode(database.openStore().migrate({ roles: roles as never }), 'OPTIONS_INVALID');
        expect(error.message).to.contain('role');
      });
    }

    it('can be installed, and the log migrated again, by a role that may only create roles, and is no member afterwards', async () => {
      const deployer = await database.createLogin('deployer', 'CREATEROLE');
      await database.sql(`GRANT CREATE ON DATABASE ${database.database} TO ${deployer}`);
      const store = database.openStoreAs(deployer);
      const names = ownNames();
      expect((await store.migrate({ roles: names }))._unsafeUnwrap().roles).to.deep.equal(names);
      expect(await database.sql(owners)).to.deep.equal([{ owner: names.owner }]);
      const usable = version === '15' ? 'MEMBER' : 'SET';
      const memberships = `SELECT pg_has_role($1, $2, '${usable}') OR pg_has_role($1, $2, 'USAGE') AS is_member`;
      expect(await database.sql(memberships, [deployer, names.owner])).to.deep.equal([{ is_member: false }]);
      await database.sql('DROP TABLE auditrail.event_default');
      const report = (await store.migrate())._unsafeUnwrap();
      expect(report).to.deep.equal({ migrations: [], partitions: ['event_default'], roles: names });
      expect(await database.sql(owners)).to.deep.equal([{ owner: names.owner }]);
      expect(await database.sql(memberships, [deployer, names.owner])).to.deep.equal([{ is_member: false }]);
    });

    it('let a member of the owner migrate who inherits nothing', async () => {
      await database.openStore().migrate({ roles: 'separate' });
      const deployer = await database.createLogin('deployer', 'NOINHERIT IN ROLE auditrail_owner');
      await database.sql('DROP TABLE auditrail.event_default');
      const report = (await database.openStoreAs(deployer).migrate())._unsafeUnwrap();
      expect(report.partitions).to.deep.equal(['event_default']);
      expect(await database.sql(owners)).to.deep.equal([{ owner: 'auditrail_owner' }]);
      expect(await membersOf('auditrail_owner')).to.deep.equal([{ member: deployer, admin: false }]);
    });

    it('keep everybody else from migrating', async () => {
      await database.openStore().migrate({ roles: 'separate' });
      const writer = await database.createLogin('app', 'IN ROLE auditrail_writer');
      const error = await expectCode(database.openStoreAs(writer).migrate(), 'STORE_FORBIDDEN');
      expect(error.message).to.contain('auditrail_owner');
    });

    it('cannot be made by a role that may not create roles, unless they are there', async () => {
      const deployer = await database.createLogin('deployer');
      await database.sql(`GRANT CREATE ON DATABASE ${database.database} TO ${deployer}`);
      const store = database.openStoreAs(deployer);
      const names = ownNames();
      const error = await expectCode(store.migrate({ roles: names }), 'STORE_FORBIDDEN');
      expect(error.message).to.contain('CREATEROLE');
      for (const name of Object.values(names)) await database.sql(`CREATE ROLE ${name}`);
      await database.sql(`GRANT ${names.owner} TO ${deployer}`);
      expect((await store.migrate({ roles: names }))._unsafeUnwrap().roles).to.deep.equal(names);
      expect(await database.sql(owners)).to.deep.equal([{ owner: names.owner }]);
      expect(await membersOf(names.owner)).to.deep.equal([{ member: deployer, admin: false }]);
    });

    it('may be installed at once in two databases and in two schemas of each', async () => {
      const other = await createRoleDatabase(version);
      const names = ownNames();
      const stores = [database, database, other, other].map((at, index) =>
        at.openStore({ schema: `audit_${String(index)}` }),
      );
      const reports = await Promise.all(stores.map((store) => store.migrate({ roles: names })));
      await other.close();
      expect(reports.map((report) => report._unsafeUnwrap().roles)).to.deep.equal([names, names, names, names]);
    });

    it('take back what default privileges would grant on what the owner makes', async () => {
      const names = ownNames();
      await database.sql(`CREATE ROLE ${names.owner}`);
      const app = await database.createLogin('app');
      await database.sql(`CREATE SCHEMA auditrail;
        ALTER DEFAULT PRIVILEGES FOR ROLE ${names.owner} GRANT ALL ON TABLES TO ${app}, PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE ${names.owner} IN SCHEMA auditrail GRANT ALL ON FUNCTIONS TO ${app}`);
      (await database.openStore().migrate({ roles: names }))._unsafeUnwrap();
      await database.sql(`SET ROLE ${names.owner}; CREATE TABLE auditrail.later ();
        CREATE FUNCTION auditrail.later() RETURNS integer LANGUAGE sql RETURN 1; RESET ROLE`);
      expect((await held()).filter((text) => /PUBLIC|later|event_default/.test(String(text)))).to.deep.equal([]);
    });
  });
}

/** Appends one event after the other and tells how many; rejects at the first that is refused. */
async function appendUntil(signal: AbortSignal, store: PostgresAuditStore): Promise<number> {
  let count = 0;
  do {
    (await store.append([sampleEvent()]))._unsafeUnwrap();
    count += 1;
  } while (!signal.aborted);
  return count;
}
