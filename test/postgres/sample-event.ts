import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '@auditrail/core';

/** A new event of this moment with a UUIDv7 of its own; parts replace the defaults. */
export function sampleEvent(parts: Partial<AuditEvent> = {}): AuditEvent {
  return {
    v: 1,
    id: sampleId(),
    occurredAt: new Date().toISOString(),
    actor: { type: 'user', id: 'u-1' },
    action: 'invoice.update',
    outcome: 'success',
    resource: { type: 'invoice', id: 'i-1' },
    source: 'application',
    ...parts,
  };
}

/** A UUIDv7; ids of the same call order are not in order. */
export function sampleId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
