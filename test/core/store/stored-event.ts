import type { AuditEvent } from '@auditrail/core';

/** An event whose id and time say its number. */
export function eventNumber(number: number, parts: Partial<AuditEvent> = {}): AuditEvent {
  return {
    v: 1,
    id: `01936d5c-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    occurredAt: new Date(Date.UTC(2026, 0, 1) + number).toISOString(),
    actor: { type: 'user', id: 'u-1' },
    action: 'invoice.pay',
    outcome: 'success',
    resource: { type: 'invoice', id: 'i-1' },
    source: 'application',
    ...parts,
  };
}
