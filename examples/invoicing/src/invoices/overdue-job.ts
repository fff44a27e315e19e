import type { Invoicing } from '../invoicing.js';
import { markOverdue } from './mark-overdue.js';

/** What a scheduler runs every night: no request and no user, so the job says who it is. */
export async function runOverdueJob(invoicing: Invoicing): Promise<number> {
  return invoicing.audit.runAs({ type: 'system', id: 'overdue-invoices' }, () => markOverdue(invoicing));
}
