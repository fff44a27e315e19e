import { UniqueConstraintError, type Transaction } from 'sequelize';
import { findCustomer } from '../customers/find-customer.js';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';
import { totalOf } from './invoice-total.js';
import type { NewInvoice } from './new-invoice.js';

/** Creates an invoice with its lines and tags, all or nothing. */
export async function createInvoice(invoicing: Invoicing, input: NewInvoice): Promise<Invoice> {
  try {
    return await invoicing.sequelize.transaction((transaction) => insertInvoice(invoicing, input, transaction));
  } catch (error) {
    if (error instanceof UniqueConstraintError && 'number' in error.fields) throw new InvoicingError('NUMBER_TAKEN');
    throw error;
  }
}

async function insertInvoice(invoicing: Invoicing, input: NewInvoice, transaction: Transaction): Promise<Invoice> {
  const { models } = invoicing;
  const { customerId, number, dueDate, lines, tags } = input;
  await findCustomer(invoicing, customerId, { transaction });

  const invoice = await models.Invoice.create(
    { customerId, number, dueDate, total: totalOf(lines) },
    { transaction, audit: { subject: { type: 'customer', id: customerId } } },
  );
  await models.InvoiceLine.bulkCreate(
    lines.map((line) => ({ ...line, invoiceId: invoice.id })),
    { transaction },
  );
  const names = [...new Set(tags)].map((name) => ({ name }));
  await models.Tag.bulkCreate(names, { transaction, ignoreDuplicates: true });
  await invoice.addTags(await models.Tag.findAll({ where: { name: tags }, transaction }), { transaction });
  return invoice;
}
