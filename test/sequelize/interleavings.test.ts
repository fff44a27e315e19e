import { expect } from 'chai';
import fc from 'fast-check';
import type { Transaction } from 'sequelize';
import sinon from 'sinon';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.js';

/** A step of a transaction; `waits`: whether the next step is taken after it, or at once. */
type Step =
  | { readonly kind: 'create' | 'update' | 'destroy' | 'bulk' | 'fail' | 'record'; readonly waits: boolean }
  | { readonly kind: 'savepoint'; readonly waits: boolean; readonly steps: readonly Step[]; readonly commits: boolean }
  | { readonly kind: 'raw'; readonly waits: true; readonly sql: string };

const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom('create', 'update', 'destroy', 'bulk', 'record'),
        waits: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), waits: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('raw' as const),
        waits: fc.constant(true as const),
        sql: fc.constantFrom(
          'SAVEPOINT a',
          'ROLLBACK TO a',
          'RELEASE a',
          'SAVEPOINT "B"',
          'ROLLBACK TO SAVEPOINT "B"',
          'COMMIT',
          'ROLLBACK',
          'COMMIT AND CHAIN',
          'SELECT 1; COMMIT; BEGIN',
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('savepoint' as const),
        waits: fc.boolean(),
        steps: fc.array(tie('step'), { maxLength: 5 }),
        commits: fc.boolean(),
      }),
    },
  ),
}));

for (const version of postgresVersions) {
  describe(`registerAuditHooks, random transactions on PostgreSQL ${version}`, () => {
    let db: CaptureDatabase;
    let serial = 0;

    before(async function () {
      this.timeout(60_000);
      db = await createCaptureDatabase(version);
      await db.sequelize.query(`
        CREATE TABLE seen (position bigserial, op text, old text, new text);
        CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO seen (op, old, new) VALUES (lower(TG_OP), OLD.name, NEW.name); RETURN NULL;
        END $$;
        CREATE TRIGGER see AFTER INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION see();`);
    });
    after(() => db.close());
    beforeEach(() => sinon.stub(console, 'warn'));
    afterEach(() => sinon.restore());

    async function take(step: Step, transaction: Transaction): Promise<unknown> {
      serial += 1;
      const name = `n${String(serial)}`;
      const some = { where: { visits: serial % 3 }, transaction };
      switch (step.kind) {
        case 'create':
          return db.User.create({ name, visits: serial % 3 }, { transaction });
        case 'bulk':
          return db.User.bulkCreate([{ name }, { name: `${name}b`, visits: 1 }], { transaction });
        case 'update':
          return db.User.update({ name }, some);
        case 'destroy':
          return db.User.destroy(some);
        case 'fail':
          return db.sequelize.query('UPDATE users SET visits = 1 / 0', { transaction });
        case 'raw':
          return db.sequelize.query(step.sql, { transaction });
        case 'record': {
          // What is recorded beside a row shares its fate.
          return db.audit.record({ action: 'note.made', resource: { type: 'Note' } }, { transaction });
        }
        case 'savepoint':
          return db.sequelize.transaction({ transaction }, async (inner) => {
            await takeAll(step.steps, inner);
            if (!step.commits) throw new Error('back');
          });
      }
    }

    async function takeAll(steps: readonly Step[], transaction: Transaction): Promise<void> {
      const running: Promise<unknown>[] = [];
      for (const step of steps) {
        const taken = take(step, transaction).catch(() => undefined);
        running.push(taken);
        if (step.waits) await taken;
      }
      await Promise.all(running);
    }

    it('leave exactly the events of the rows that committed', async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.boolean(), async (steps, commits) => {
          await db.sequelize.query('DELETE FROM users');
          await db.User.bulkCreate([
            { name: 'one', visits: 1 },
            { name: 'two', visits: 2 },
          ]);
          await db.sequelize.query('DELETE FROM seen');
          await db.newEvents();
          await db.sequelize
            .transaction(async (transaction) => {
              await takeAll(steps, transaction);
              if (!commits) throw new Error('back');
            })
            .catch(() => undefined);
          const events = (await db.newEvents()).filter(({ action }) => action.startsWith('user.'));
          const [rows] = await db.sequelize.query('SELECT op, old, new FROM seen ORDER BY position');
          const actual = events.map(({ action, changes }) => {
            const { old = null, new: new_ = null } = changes?.['name'] ?? {};
            return { op: action.slice(5).replace('create', 'insert'), old, new: new_ };
          });
          expect(actual).to.deep.equal(rows);
        }),
        { numRuns: 250 },
      );
    });
  });
}
