import { readDay, readText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import type { Invoice } from '../models/invoice.js';
import { lockInvoice } from './lock-invoice.js';

export interface InvoiceUpdate {
  readonly dueDate: string;
  readonly reason: string;
}

export function readInvoiceUpdate(input: unknown): InvoiceUpdate {
  return { dueDate: readDay(input, 'dueDate'), reason: readText(input, 'reason') };
}

/** Gives the customer another due date, and says why on the record. */
export async function updateInvoice(invoicing: Invoicing, id: number, update: InvoiceUpdate): Promise<Invoice> {
  return invoicing.sequelize.transaction(async (transaction) => {
    const invoice = await lockInvoice(invoicing, id, transaction);
    const audit = { reason: update.reason, subject: { type: 'customer', id: invoice.customerId } };
    return invoice.update({ dueDate: update.dueDate }, { transaction, audit });
  });
}
