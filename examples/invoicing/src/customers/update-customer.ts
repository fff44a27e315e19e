import { readOptionalText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import type { Customer } from '../models/customer.js';
import { findCustomer } from './find-customer.js';

/** Changes the fields that are given. */
export async function updateCustomer(invoicing: Invoicing, id: number, input: unknown): Promise<Customer> {
  const customer = await findCustomer(invoicing, id);
  const values = {
    name: readOptionalText(input, 'name') ?? customer.name,
    city: readOptionalText(input, 'city') ?? customer.city,
  };
  return customer.update(values, { audit: { subject: { type: 'customer', id } } });
}
