import { createAuditTrail, type AuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { actions } from './actions.js';

export type InvoicingAudit = AuditTrail<typeof actions>;

export interface InvoicingAuditOptions {
  readonly connectionString: string;
}

/** Opens the audit trail, creating its schema where it is missing. Throws an AuditError when it cannot. */
export async function createInvoicingAudit({ connectionString }: InvoicingAuditOptions): Promise<InvoicingAudit> {
  // The store has a small pool of its own: waiting for a connection that a waiting transaction holds would be a deadlock.
  const store = new PostgresAuditStore({ connectionString });
  const migrated = await store.migrate();
  if (migrated.isErr()) throw migrated.error;
  return createAuditTrail({
    store,
    actions,
    onError: (error, about) => console.error(`audit trail: ${error.code}`, about.action ?? ''),
  });
}
