import type { Invoicing } from '../invoicing.js';
import type { Invoice } from '../models/invoice.js';
import { findInvoice } from './find-invoice.js';

/** Lets somebody know when an invoice is paid. The notice is theirs on record, whoever's request brings the payment. */
export async function watchInvoice(invoicing: Invoicing, id: number): Promise<void> {
  const { audit, emitter } = invoicing;
  await findInvoice(invoicing, id);
  const notify = audit.bind((paid: Invoice) => {
    if (paid.id !== id) return;
    emitter.off('paid', notify);
    // Nobody waits for it here: a failure reaches onError.
    void audit.record({ action: 'invoice.notify', resource: { type: 'Invoice', id } });
  });
  emitter.on('paid', notify);
}
