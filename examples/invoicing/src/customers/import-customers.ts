import type { Transactionable } from 'sequelize';
import { readList } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import type { Customer } from '../models/customer.js';
import { createCustomer } from './create-customer.js';

/**
 * Creates a list of customers in the transaction of its caller, who passes it, or leaves it to Sequelize's CLS to find
 * it. Rows and event alike share its fate.
 */
export async function importCustomers(
  invoicing: Invoicing,
  input: unknown,
  within: Transactionable = {},
): Promise<readonly Customer[]> {
  const customers: Customer[] = [];
  for (const each of readList(input, 'customers')) customers.push(await createCustomer(invoicing, each, within));

  const receipt = await invoicing.audit.record(
    { action: 'customer.import', resource: { type: 'Customer' }, metadata: { customers: customers.length } },
    within,
  );
  if (receipt.isErr()) throw receipt.error;
  return customers;
}
