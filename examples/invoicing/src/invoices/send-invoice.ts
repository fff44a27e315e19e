import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';
import { lockInvoice } from './lock-invoice.js';

/** Sends a draft. That it was tried is on the record before anything leaves the house; how it ended, after. */
export async function sendInvoice(invoicing: Invoicing, id: number): Promise<Invoice> {
  return invoicing.audit.attempt({ action: 'invoice.send', resource: { type: 'Invoice', id } }, () =>
    invoicing.sequelize.transaction(async (transaction) => {
      const invoice = await lockInvoice(invoicing, id, transaction);
      if (invoice.status !== 'draft') throw new InvoicingError('INVOICE_NOT_DRAFT');
      return invoice.update({ status: 'sent' }, { transaction });
    }),
  );
}
