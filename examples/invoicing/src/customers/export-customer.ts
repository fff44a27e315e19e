import { readText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import type { Customer } from '../models/customer.js';
import type { Invoice } from '../models/invoice.js';
import { findCustomer } from './find-customer.js';

export interface CustomerExport {
  readonly customer: Customer;
  readonly invoices: readonly Invoice[];
}

/** Hands out all there is about a customer. Whose data it was, how much, and why, is on record; the data is not. */
export async function exportCustomer(invoicing: Invoicing, id: number, input: unknown): Promise<CustomerExport> {
  const reason = readText(input, 'reason');
  const customer = await findCustomer(invoicing, id);
  const invoices = await invoicing.models.Invoice.findAll({ where: { customerId: id }, include: ['lines', 'tags'] });
  const receipt = await invoicing.audit.record({
    action: 'customer.export',
    resource: { type: 'Customer', id },
    subject: { type: 'customer', id },
    reason,
    metadata: { invoices: invoices.length },
  });
  if (receipt.isErr()) throw receipt.error;
  return { customer, invoices };
}
