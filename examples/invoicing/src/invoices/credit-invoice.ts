import { readAmount, readText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { Invoice } from '../models/invoice.js';
import { totalOf } from './invoice-total.js';
import { lockInvoice } from './lock-invoice.js';

export interface Credit {
  /** Decimal text above zero. */
  readonly amount: string;
  readonly reason: string;
}

export function readCredit(input: unknown): Credit {
  return { amount: readAmount(input, 'amount'), reason: readText(input, 'reason') };
}

/** Takes an amount off an invoice by a line of its own. A credit above the total leaves nothing behind. */
export async function creditInvoice(invoicing: Invoicing, id: number, { amount, reason }: Credit): Promise<Invoice> {
  const { InvoiceLine } = invoicing.models;
  return invoicing.sequelize.transaction(async (transaction) => {
    const invoice = await lockInvoice(invoicing, id, transaction);
    const credit = { invoiceId: id, description: 'Credit', quantity: 1, unitPrice: `-${amount}` };
    await InvoiceLine.create(credit, { transaction, audit: { reason } });

    const total = totalOf(await InvoiceLine.findAll({ where: { invoiceId: id }, transaction }));
    if (total.startsWith('-')) throw new InvoicingError('CREDIT_EXCEEDS_TOTAL');
    return invoice.update({ total }, { transaction, audit: { reason } });
  });
}
