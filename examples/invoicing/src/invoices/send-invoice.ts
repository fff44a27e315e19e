import { findCustomer } from '../customers/find-customer.js';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';
import { deliverInvoice } from './deliver-invoice.js';
import { lockInvoice } from './lock-invoice.js';

/**
 * Sends a draft. That it was tried is on record before anything leaves the house; how it ended, after: both stay when
 * the transaction is rolled back.
 */
export async function sendInvoice(invoicing: Invoicing, id: number): Promise<Invoice> {
  return invoicing.audit.attempt({ action: 'invoice.send', resource: { type: 'Invoice', id } }, () =>
    invoicing.sequelize.transaction(async (transaction) => {
      const invoice = await lockInvoice(invoicing, id, transaction);
      if (invoice.status !== 'draft') throw new InvoicingError('INVOICE_NOT_DRAFT');
      await invoice.update({ status: 'sent' }, { transaction });
      deliverInvoice(await findCustomer(invoicing, invoice.customerId, { transaction }));
      return invoice;
    }),
  );
}
