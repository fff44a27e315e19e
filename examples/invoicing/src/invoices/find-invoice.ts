import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';

/** An invoice with its lines and tags. */
export async function findInvoice({ models }: Invoicing, id: number): Promise<Invoice> {
  const invoice = await models.Invoice.findByPk(id, { include: ['lines', 'tags'] });
  if (!invoice) throw new InvoicingError('NOT_FOUND');
  return invoice;
}
