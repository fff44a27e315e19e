import type { Transactionable } from 'sequelize';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Customer } from '../models/customer.js';

export async function findCustomer({ models }: Invoicing, id: number, within: Transactionable = {}): Promise<Customer> {
  const customer = await models.Customer.findByPk(id, within);
  if (!customer) throw new InvoicingError('NOT_FOUND');
  return customer;
}
