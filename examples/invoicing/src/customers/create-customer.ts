import type { Transactionable } from 'sequelize';
import { readText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import type { Customer } from '../models/customer.js';

export async function createCustomer(
  { models }: Invoicing,
  input: unknown,
  within: Transactionable = {},
): Promise<Customer> {
  return models.Customer.create({ name: readText(input, 'name'), city: readText(input, 'city') }, within);
}
