import { printMigrations } from '@auditrail/postgres';
import { AuditError } from '@auditrail/core';
import { expect } from 'chai';
import { schemaVersion } from '#postgres/schema/migration.js';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createAuditDatabase, type AuditDatabase } from '../audit-database.js';
import { expectCode } from '../expect-code.js';
import { sampleEvent } from '../sample-event.js';

describe('printMigrations', () => {
  it('leaves nothing for a tool to fill in', async () => {
    const script = (await printMigrations({ schema: 'x' }))._unsafeUnwrap();
    expect(script).not.to.match(/:["']schema|\$\{|^\\/m);
  });

  it('throws OPTIONS_INVALID for a name that cannot be a schema', () => {
    expect(() => printMigrations({ schema: 'pg_x' }))
      .to.throw(AuditError)
      .with.property('code', 'OPTIONS_INVALID');
  });

  for (const since of [-1, 0.5, schemaVersion + 1]) {
    it(`refuses to print since version ${String(since)}`, async () => {
      await expectCode(printMigrations({ since }), 'OPTIONS_INVALID');
    });
  }
});

for (const version of postgresVersions) {
  describe(`printMigrations on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    beforeEach(async () => (database = await createAuditDatabase(version)));
    afterEach(() => database.close());

    for (const schema of ['auditrail', 'Audit "x"\né']) {
      it(`gives a script that makes the log in a schema named ${JSON.stringify(schema)}, as migrate() would`, async () => {
        await database.sql((await printMigrations({ schema }))._unsafeUnwrap());
        const store = database.openStore({ schema });
        (await store.append([sampleEvent()]))._unsafeUnwrap();
        expect((await store.migrate())._unsafeUnwrap()).to.deep.equal({
          migrations: [],
          partitions: [],
          roles: 'single',
        });
      });
    }

    it('gives a script that brings an older schema up to date', async () => {
      const [all, last] = await Promise.all([printMigrations(), printMigrations({ since: schemaVersion - 1 })]);
      const [complete, step] = [all._unsafeUnwrap(), last._unsafeUnwrap()];
      const boundary = complete.indexOf(`-- ${String(schemaVersion).padStart(4, '0')}-`);
      await database.sql(complete.slice(0, boundary));
      await database.sql(step);
      expect((await database.openStore().migrate())._unsafeUnwrap().migrations).to.deep.equal([]);
    });

    it('gives a script that changes nothing where it has run before', async () => {
      const script = (await printMigrations())._unsafeUnwrap();
      await database.sql(script);
      const failure: unknown = await database.sql(script).catch((error: unknown) => error);
      expect(failure).to.include({ code: '42P07' });
      expect((await database.openStore().append([sampleEvent()])).isOk()).to.equal(true);
    });
  });
}
