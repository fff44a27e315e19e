// #region use
import { createAuditTrail, defineActions, MemoryAuditStore } from '@auditrail/core';
// #endregion
import { expect } from 'chai';
import { createLog } from './log.js';

describe('packages/core/README.md', () => {
  it('shows a trail with typed actions', async () => {
    const log = createLog();
    const send = (id: number) => Promise.resolve(id);
    // #region use
    const actions = defineActions({
      'user.login': { resource: 'session' },
      'invoice.send': { resource: 'invoice', tags: ['billing'] },
    });
    const audit = createAuditTrail({ store: new MemoryAuditStore(), actions });

    await audit.runAs({ type: 'service', id: 'billing' }, async () => {
      const receipt = await audit.record({ action: 'user.login', resource: { type: 'session', id: 's-1' } });
      receipt.match(
        ({ id }) => log.info(id),
        (error) => log.error(error.code),
      );
      await audit.attempt({ action: 'invoice.send', resource: { type: 'invoice', id: 7 } }, () => send(7));
    });
    const page = await audit.query({ action: 'invoice.*', from: '2026-01-01T00:00:00Z' });
    await audit.close();
    // #endregion
    const { events } = page._unsafeUnwrap();
    expect(events.map(({ outcome, actor }) => `${outcome} ${String(actor.id)}`)).to.deep.equal([
      'success billing',
      'attempted billing',
    ]);
    expect(events[0]?.causedBy).to.equal(events[1]?.id);
    expect(log.lines).to.have.lengthOf(1);
  });
});
