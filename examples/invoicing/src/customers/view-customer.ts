import type { Invoicing } from '../invoicing.js';
import type { Customer } from '../models/customer.js';
import { findCustomer } from './find-customer.js';

/** Shows a customer. Reading changes no row, so that it happened has to be recorded by name. */
export async function viewCustomer(invoicing: Invoicing, id: number): Promise<Customer> {
  const customer = await findCustomer(invoicing, id);
  const receipt = await invoicing.audit.record({
    action: 'customer.view',
    resource: { type: 'Customer', id },
    subject: { type: 'customer', id },
  });
  // Nobody sees personal data without being seen.
  if (receipt.isErr()) throw receipt.error;
  return customer;
}
