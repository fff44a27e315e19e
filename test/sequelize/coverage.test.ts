import { expect } from 'chai';
import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { registerAuditHooks } from '@auditrail/sequelize';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createWriteDatabase, type WriteDatabase } from './write-world.js';

for (const version of postgresVersions.slice(-1)) {
  describe(`AuditHooks.coverage on PostgreSQL ${version}`, () => {
    let db: WriteDatabase;
    before(async function () {
      this.timeout(60_000);
      db = await createWriteDatabase(version);
    });
    after(() => db.close());
    afterEach(() => sinon.restore());

    it('tells what is captured, what is not, and what has been met', async () => {
      const { sequelize } = db.world;
      const hooks = registerAuditHooks(
        sequelize,
        createAuditTrail({ store: new MemoryAuditStore(), onError: () => undefined }),
        { models: { Tag: { capture: false }, Item: { except: ['js'] }, Pair: { only: ['v'] } } },
      );
      sinon.stub(console, 'warn');
      await db.reset();
      await sequelize.query('UPDATE roots SET n = 0');
      await sequelize.query('CREATE TEMPORARY TABLE passing (id int); INSERT INTO passing VALUES (1)');
      for (const sql of [
        'EXPLAIN ANALYZE DELETE FROM loose',
        'EXPLAIN ANALYZE DELETE FROM loose',
        'SELECT 1 AS a INTO made',
      ])
        await sequelize.query(sql);
      const coverage = hooks.coverage();
      expect(coverage.captured).to.include.members(['Item', 'Pair', 'Doc']).and.not.include('Tag');
      expect(coverage.excluded).to.deep.equal([{ model: 'Tag', why: 'capture: false' }]);
      expect(coverage.leftOut).to.deep.equal({ Item: ['js'], Pair: ['a', 'b'] });
      expect(coverage.tablesWithoutModel).to.deep.equal(['public.roots']);
      expect(coverage.notCaptured).to.deep.equal({ EXPLAIN: 2, 'SELECT INTO': 1 });
      expect(coverage.unseen).to.include('COPY FROM');
      expect(JSON.parse(JSON.stringify(coverage))).to.deep.equal(coverage);
    });
  });
}
