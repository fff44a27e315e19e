import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';
import { lockInvoice } from './lock-invoice.js';

/** Notes that an invoice was paid, and tells whoever waits for it. */
export async function payInvoice(invoicing: Invoicing, id: number): Promise<Invoice> {
  const paid = await invoicing.sequelize.transaction(async (transaction) => {
    const invoice = await lockInvoice(invoicing, id, transaction);
    if (invoice.status !== 'sent' && invoice.status !== 'overdue') throw new InvoicingError('INVOICE_NOT_SENT');
    return invoice.update({ status: 'paid' }, { transaction });
  });
  invoicing.emitter.emit('paid', paid);
  return paid;
}
