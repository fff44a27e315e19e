import { randomUUID } from 'node:crypto';

/** An event's text that has something for every index, as a captured write in a request has. */
export function makeFullBody(number: number): string {
  return JSON.stringify({
    action: 'invoice.update',
    actor: { id: `u-${number % 50}`, type: 'user' },
    changes: { status: { new: 'sent', old: 'draft' } },
    id: randomUUID(),
    occurredAt: new Date().toISOString(),
    outcome: 'success',
    request: { id: randomUUID(), method: 'PATCH', route: '/invoices/:id' },
    resource: { id: String(number), type: 'Invoice' },
    source: 'sequelize',
    subject: { id: `c-${number % 20}`, type: 'customer' },
    tenant: `t-${number % 5}`,
    v: 1,
  });
}
