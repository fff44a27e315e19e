import type { Invoicing } from '../invoicing.js';
import { lockInvoice } from './lock-invoice.js';

/** Deletes an invoice and, row by row on the record, what belongs to it. */
export async function deleteInvoice(invoicing: Invoicing, id: number): Promise<void> {
  const { InvoiceLine, InvoiceTag } = invoicing.models;
  await invoicing.sequelize.transaction(async (transaction) => {
    const invoice = await lockInvoice(invoicing, id, transaction);
    await InvoiceTag.destroy({ where: { invoiceId: id }, transaction });
    await InvoiceLine.destroy({ where: { invoiceId: id }, transaction });
    await invoice.destroy({ transaction, audit: { subject: { type: 'customer', id: invoice.customerId } } });
  });
}
