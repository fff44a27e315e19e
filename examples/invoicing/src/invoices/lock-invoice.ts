import type { Transaction } from 'sequelize';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';

/** Reads an invoice that nobody else can change until the transaction ends. */
export async function lockInvoice({ models }: Invoicing, id: number, transaction: Transaction): Promise<Invoice> {
  const invoice = await models.Invoice.findByPk(id, { transaction, lock: transaction.LOCK.UPDATE });
  if (!invoice) throw new InvoicingError('NOT_FOUND');
  return invoice;
}
