import { expect } from 'chai';
import { DataTypes } from 'sequelize';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from '../capture-database.js';

for (const version of postgresVersions) {
  describe(`registerAuditHooks, what foreign keys change on PostgreSQL ${version}`, () => {
    let db: CaptureDatabase;

    before(async () => {
      const hooks = { models: { Secretary: { capture: false }, Folder: { fields: { title: 'mask' } } } } as const;
      db = await createCaptureDatabase(version, { hooks });
      const plain = { timestamps: false };
      const { sequelize } = db;
      const Secretary = sequelize.define('Secretary', { name: DataTypes.STRING }, plain);
      const Folder = sequelize.define('Folder', { title: DataTypes.STRING }, plain);
      const Page = sequelize.define('Page', { n: DataTypes.INTEGER }, plain);
      Secretary.hasMany(Folder, { onDelete: 'CASCADE', hooks: false });
      Folder.hasMany(Page, { onDelete: 'CASCADE' });
      await sequelize.sync();
    });
    after(() => db.close());

    const told = async () =>
      (await db.newEvents()).map(({ action, resource, changes }) => [action, resource.id, changes] as const);

    it('names the event of the row that began it as their cause', async () => {
      const { Folder, Page } = db.sequelize.models as Record<string, CaptureDatabase['User']>;
      const folders = await Folder?.bulkCreate([{ title: 'a' }, { title: 'b' }]);
      const ids = folders?.map((folder) => folder.get('id')) ?? [];
      await Page?.bulkCreate(ids.map((id) => ({ n: 1, FolderId: id })));
      await db.newEvents();
      await Folder?.destroy({ where: {} });
      const events = await db.newEvents();
      const causes = new Map(events.map((event) => [event.id, event.resource.id]));
      const pages = events.filter(({ action }) => action === 'page.delete');
      expect(pages.map(({ causedBy = '' }) => causes.get(causedBy))).to.deep.equal(ids.map(String));
      expect(pages.map(({ changes }) => changes?.['FolderId']?.old)).to.deep.equal(ids);
    });

    it('records the rows behind a model that is not captured, by their own policies', async () => {
      const { sequelize } = db;
      await sequelize.query(`INSERT INTO "Secretaries" VALUES (1, 'Ada')`);
      await sequelize.query(`INSERT INTO "Folders" VALUES (71, 'secret', 1)`);
      await sequelize.query(`INSERT INTO "Pages" VALUES (81, 1, 71)`);
      await db.newEvents();
      await sequelize.query('DELETE FROM "Secretaries"');
      expect(await told()).to.deep.equal([
        ['folder.delete', '71', { id: { old: 71 }, title: { old: '***' }, SecretaryId: { old: 1 } }],
        ['page.delete', '81', { id: { old: 81 }, n: { old: 1 }, FolderId: { old: 71 } }],
      ]);
    });

    it('counts rows that are too many for an event each', async () => {
      const { sequelize } = db;
      const fill = `INSERT INTO "Folders" VALUES (72, 'big', NULL);
        INSERT INTO "Pages" (n, "FolderId") SELECT n, 72 FROM generate_series(1, 10001) AS n`;
      await sequelize.query(`DO $$ BEGIN ${fill}; END $$`);
      await db.newEvents();
      await sequelize.query('DELETE FROM "Folders" WHERE id = 72', { audit: { metadata: 'spring cleaning' } });
      const [folder, pages, ...others] = await db.newEvents();
      expect(folder).to.deep.include({ action: 'folder.delete', metadata: 'spring cleaning' });
      expect(pages).to.deep.include({ action: 'page.delete', resource: { type: 'Page' } });
      expect(pages?.metadata).to.deep.equal({ metadata: 'spring cleaning', count: 10_001 });
      expect(others).to.deep.equal([]);

      await sequelize.query(`DO $$ BEGIN ${fill}; END $$`);
      await db.newEvents();
      await sequelize.query('TRUNCATE "Pages"');
      const [truncated, ...more] = await db.newEvents();
      expect(truncated).to.deep.include({ action: 'page.truncate', metadata: { count: 10_001 } });
      expect(more).to.deep.equal([]);
    });
  });
}
