import { expect } from 'chai';
import {
  createAuditTrail,
  defineActions,
  MemoryAuditStore,
  type AuditRecorder,
  type AuditTrail,
} from '@auditrail/core';

const actions = defineActions({
  'user.login': { resource: 'session', tags: ['pci:10.2.1.4'] },
  'invoice.send': { resource: 'invoice' },
  'report.read': {},
});

const audit = createAuditTrail({ store: new MemoryAuditStore(), actions });

/** Never called: the compiler is the test. A `@ts-expect-error` without an error does not compile. */
export async function statements(): Promise<void> {
  const session = { type: 'session', id: 1 } as const;
  const invoice = { type: 'invoice', id: 1n } as const;
  const work = () => 1;

  await audit.record({ action: 'user.login', resource: session });
  await audit.record({ action: 'report.read', resource: { type: 'anything' } });
  await audit.attempt({ action: 'invoice.send', resource: invoice }, work);
  await audit.query({ action: 'user.login' });
  await audit.query({ action: 'user.*' });

  // @ts-expect-error a misspelt action
  await audit.record({ action: 'user.logn', resource: session });
  // @ts-expect-error the resource type of another action
  await audit.record({ action: 'user.login', resource: invoice });
  // @ts-expect-error an unknown field
  await audit.record({ action: 'user.login', resource: session, user: 1 });
  // @ts-expect-error an unknown outcome
  await audit.record({ action: 'user.login', resource: session, outcome: 'ok' });
  // @ts-expect-error a misspelt action
  await audit.attempt({ action: 'invoice.sned', resource: invoice }, work);
  // @ts-expect-error the resource type of another action
  await audit.attempt({ action: 'invoice.send', resource: session }, work);
  // @ts-expect-error an attempt has no outcome yet
  await audit.attempt({ action: 'invoice.send', resource: invoice, outcome: 'success' }, work);
  // @ts-expect-error a misspelt action
  await audit.query({ action: 'user.logn' });
  // @ts-expect-error only Auditrail says `unknown`
  audit.setActor({ type: 'unknown' });
  // @ts-expect-error a definition is made of `resource` and `tags`
  defineActions({ 'user.login': 'session' });
}

describe('defineActions', () => {
  it('returns the catalogue, frozen', () => {
    expect(actions).to.be.frozen;
    expect(actions['user.login']).to.deep.equal({ resource: 'session', tags: ['pci:10.2.1.4'] });
  });

  it('makes a trail that plugins and functions without the catalogue accept', () => {
    const recorder: AuditRecorder = audit;
    const same: AuditTrail<typeof actions> = audit;
    expect(recorder).to.equal(same);
  });

  it('leaves a trail without a catalogue open to every action', async () => {
    const open: AuditTrail = createAuditTrail({ store: new MemoryAuditStore() });
    const receipt = await open.runAs({ type: 'system' }, () =>
      open.record({ action: 'whatever.happened', resource: { type: 'thing' } }),
    );
    expect(receipt.isOk()).to.be.true;
  });
});
