import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { observer } from './observe-path.js';
import { definitionPaths } from './write-paths/definition-paths.js';
import { writePaths } from './write-paths/write-paths.js';
import { createWriteDatabase, type WriteDatabase } from './write-world.js';

interface Side {
  readonly db: WriteDatabase;
  readonly observe: ReturnType<typeof observer>;
}

for (const version of postgresVersions) {
  describe(`registerAuditHooks, what the application sees on PostgreSQL ${version}`, () => {
    let plain: Side;
    let audited: Side;

    async function createSide(): Promise<Side> {
      const logged: string[] = [];
      const db = await createWriteDatabase(version, {
        logging: (sql) => logged.push(sql),
        logQueryParameters: true,
        // What Sequelize sends in parallel has an order only on one connection, which is not to be given up in between.
        pool: { max: 1, idle: 3_600_000 },
      });
      return { db, observe: observer(db.world.sequelize, logged) };
    }

    before(async function () {
      this.timeout(60_000);
      [plain, audited] = await Promise.all([createSide(), createSide()]);
      const audit = createAuditTrail({ store: new MemoryAuditStore(), onError: () => undefined });
      registerAuditHooks(audited.db.world.sequelize, audit);
    });
    after(() => Promise.all([plain.db.close(), audited.db.close()]));
    beforeEach(() => {
      sinon.useFakeTimers({ now: Date.UTC(2026, 0, 2), toFake: ['Date'] });
      sinon.stub(console, 'warn');
    });
    afterEach(() => sinon.restore());

    for (const path of [...writePaths, ...definitionPaths]) {
      it(`is the same: ${path.name}`, async () => {
        const [expected, seen] = await Promise.all(
          [plain, audited].map(async ({ db, observe }) => {
            await db.reset();
            return { ...(await observe(path, db.world)), tables: await db.contents() };
          }),
        );
        expect(seen).to.deep.equal(expected);
      });
    }
  });
}
