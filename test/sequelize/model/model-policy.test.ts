import type { AuditHooksOptions, ModelPolicy } from '@auditrail/sequelize';
import { createAuditTrail, isAuditError, MemoryAuditStore } from '@auditrail/core';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import { Sequelize } from 'sequelize';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createCaptureDatabase, type CaptureDatabase } from '../capture-database.js';

const codeOf = (error: unknown) => (isAuditError(error) ? error.code : undefined);

describe('ModelPolicy', () => {
  for (const [what, policy] of Object.entries({
    'an unknown option': { onyl: [] },
    'a list that is none': { only: 'name' },
    'both lists': { only: ['name'], except: ['email'] },
    'both only and allowOnly': { only: ['name'], allowOnly: ['email'] },
    'an allowOnly that is no list': { allowOnly: 'name' },
    'a name that is neither attribute nor function': { name: 1 },
    'a parent without its attribute': { parent: { type: 'team' } },
    'a subject with more': { subject: { type: 'user', attribute: 'id', id: 1 } },
    'metadata that is text': { metadata: 'x' },
    'a policy that is none': { fields: { name: 'hide' } },
    'a hash without a key': { fields: { name: 'hash' } },
  })) {
    it(`is refused with ${what}`, () => {
      const sequelize = new Sequelize('postgres://nowhere', { logging: false });
      const audit = createAuditTrail({ store: new MemoryAuditStore() });
      const options = { models: { User: policy } } as unknown as AuditHooksOptions;
      expect(() => registerAuditHooks(sequelize, audit, options))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    });
  }

  for (const version of postgresVersions.slice(-1)) {
    describe(`on PostgreSQL ${version}`, () => {
      const opened: CaptureDatabase[] = [];
      after(() => Promise.all(opened.map((db) => db.close())));

      async function openWith(User: ModelPolicy): Promise<CaptureDatabase> {
        const db = await createCaptureDatabase(version, { hooks: { models: { User } } });
        opened.push(db);
        return db;
      }

      it('leaves attributes out, and writes that change no other', async () => {
        for (const policy of [
          { only: ['name'] },
          { except: ['id', 'email', 'visits', 'settings', 'createdAt', 'updatedAt', 'passwordHash'] },
        ]) {
          const db = await openWith(policy);
          const user = await db.User.create({ name: 'Ada', email: 'ada@example.org' });
          await user.update({ email: 'lovelace@example.org' });
          await user.update({ name: 'Countess', visits: 3 });
          await user.destroy();
          const events = await db.newEvents();
          expect(events.map((event) => [event.action, event.resource.id, event.changes])).to.deep.equal([
            ['user.create', '1', { name: { new: 'Ada' } }],
            ['user.update', '1', { name: { old: 'Ada', new: 'Countess' } }],
            ['user.delete', '1', { name: { old: 'Countess' } }],
          ]);
        }
      });

      it('drops and names every attribute that is not allowed, and records the write all the same', async () => {
        const seen: unknown[] = [];
        const db = await openWith({
          allowOnly: ['name', 'passwordHash'],
          except: ['createdAt', 'updatedAt'],
          fields: { visits: 'mask' },
          metadata: (row) => void seen.push(row),
        });
        const user = await db.User.create({ name: 'Ada', email: 'ada@example.org', passwordHash: 'p1', visits: 2 });
        await user.update({ email: 'lovelace@example.org' });
        const [created, updated] = await db.newEvents();
        expect(created).to.deep.include({
          resource: { type: 'User', id: '1' },
          changes: { name: { new: 'Ada' }, visits: { new: '***' } },
          redactions: {
            '/changes/id': 'drop',
            '/changes/email': 'drop',
            '/changes/passwordHash': 'drop',
            '/changes/settings': 'drop',
            '/changes/visits': 'mask',
          },
        });
        expect(updated).to.deep.include({ changes: {}, redactions: { '/changes/email': 'drop' } });
        expect(seen).to.deep.equal([{ name: 'Ada' }, { name: 'Ada' }]);
      });

      it('stores digests, which can be joined with others', async () => {
        const hashKeys = [{ name: 'k1', secret: 'x'.repeat(32) }];
        const hooks = { models: { User: { fields: { email: 'hash' as const } } } };
        const db = await createCaptureDatabase(version, { hooks, redaction: { hashKeys } });
        opened.push(db);
        const user = await db.User.create({ name: 'Ada', email: 'ada@example.org' });
        await user.update({ email: 'lovelace@example.org' });
        const [old] = db.audit.hashesOf('ada@example.org');
        const [new_] = db.audit.hashesOf('lovelace@example.org');
        const events = await db.newEvents();
        expect(events.map(({ changes }) => changes?.['email'])).to.deep.equal([{ new: old }, { old, new: new_ }]);
        expect(events[1]?.redactions).to.deep.equal({ '/changes/email': 'hash' });
        expect(JSON.stringify(events)).not.to.contain('example.org');
      });

      it('records that a paranoid row was deleted though the mark itself is left out', async () => {
        const db = await createCaptureDatabase(version, { hooks: { models: { Customer: { only: ['name'] } } } });
        opened.push(db);
        const customer = await db.Customer.create({ name: 'Ada' });
        await customer.destroy();
        await customer.restore();
        expect((await db.newEvents()).map(({ action }) => action)).to.deep.equal([
          'customer.create',
          'customer.delete',
          'customer.restore',
        ]);
      });

      it('names the resource, its parent and its subject by attributes', async () => {
        const db = await openWith({
          name: 'name',
          parent: { type: 'visit', attribute: 'visits' },
          subject: { type: 'person', attribute: 'email' },
          metadata: { table: 'users' },
        });
        const user = await db.User.create({ name: 'Ada', email: 'ada@example.org', visits: 7 });
        await user.update(
          { name: 'Countess', email: null },
          { audit: { subject: { type: 'person', id: 'p-1' }, metadata: { why: 'title' } } },
        );
        await user.destroy({ audit: { metadata: 'free text' } });
        const [created, updated, deleted] = await db.newEvents();
        expect(created).to.deep.include({
          resource: { type: 'User', id: '1', name: 'Ada', parent: { type: 'visit', id: '7' } },
          subject: { type: 'person', id: 'ada@example.org' },
          metadata: { table: 'users' },
        });
        expect(updated).to.deep.include({
          subject: { type: 'person', id: 'p-1' },
          metadata: { table: 'users', why: 'title' },
        });
        expect(updated?.resource.name).to.equal('Countess');
        expect(deleted).to.not.have.property('subject');
        expect(deleted?.metadata).to.deep.equal({ table: 'users', metadata: 'free text' });
      });

      it('asks functions, which see nothing that is redacted', async () => {
        const rows: unknown[] = [];
        const db = await openWith({
          fields: { email: 'mask' },
          name: (row) => {
            rows.push(row);
            return `user ${JSON.stringify([row['name'], row['email'], row['passwordHash']])}`;
          },
          parent: () => ({ type: 'team', id: 4n }),
          subject: (row) => ({ type: 'person', id: row['id'] as number }),
          metadata: (row) => ({ visits: row['visits'] }),
        });
        await db.User.create({ name: 'Ada', email: 'ada@example.org', passwordHash: 's3cret' });
        const [event] = await db.newEvents();
        expect(event?.resource).to.deep.equal({
          type: 'User',
          id: '1',
          name: 'user ["Ada",null,null]',
          parent: { type: 'team', id: '4' },
        });
        expect(event).to.deep.include({ subject: { type: 'person', id: '1' }, metadata: { visits: 0 } });
        expect(JSON.stringify(rows)).to.not.match(/s3cret|ada@/);
        expect(Object.isFrozen(rows[0])).to.equal(true);
      });

      it('records the event without what a function fails to give, and reports it', async () => {
        const db = await openWith({
          name: () => {
            throw new Error('s3cret');
          },
          parent: () => ({ type: '' }),
          subject: () => ({ type: 'person', id: {} as string }),
          metadata: () => {
            throw new Error('s3cret');
          },
        });
        await db.User.create({ name: 'Ada' });
        const [event] = await db.newEvents();
        expect(event?.resource).to.deep.equal({ type: 'User', id: '1' });
        expect(event).to.not.have.any.keys('subject', 'metadata');
        expect(db.failures.map(({ code }) => code)).to.deep.equal(Array.from({ length: 4 }, () => 'POLICY_FAILED'));
        expect(db.failures.map(({ message, cause }) => `${message} ${String(cause)}`).join()).to.not.contain('s3cret');
      });

      it('fails the first write when it names what does not exist, or shows what is redacted', async () => {
        for (const policy of [
          { only: ['nmae'] },
          { name: 'nmae' },
          { subject: { type: 'person', attribute: 'nmae' } },
          { name: 'passwordHash' },
          { fields: { email: 'mask' }, subject: { type: 'person', attribute: 'email' } },
        ] satisfies ModelPolicy[]) {
          const db = await openWith(policy);
          const failure: unknown = await db.User.create({ name: 'Ada' }).catch((error: unknown) => error);
          expect(codeOf(failure), JSON.stringify(policy)).to.equal('OPTIONS_INVALID');
          expect(await db.User.count()).to.equal(0);
        }
      });
    });
  }
});
