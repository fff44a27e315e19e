import { readOptionalText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Customer } from '../models/customer.js';

/** Changes the fields that are given. */
export async function updateCustomer({ models }: Invoicing, id: number, input: unknown): Promise<Customer> {
  const customer = await models.Customer.findByPk(id);
  if (!customer) throw new InvoicingError('NOT_FOUND');
  const values = {
    name: readOptionalText(input, 'name') ?? customer.name,
    city: readOptionalText(input, 'city') ?? customer.city,
  };
  return customer.update(values, { audit: { subject: { type: 'customer', id } } });
}
