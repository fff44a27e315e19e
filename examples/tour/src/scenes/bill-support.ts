import { answered, type Visitor } from '../visitor.js';

export interface SupportInvoice {
  readonly customerId: string;
  readonly number: string;
  readonly dueDate: string;
}

/** Creates an invoice with one line; returns its id. */
export async function billSupport(visitor: Visitor, { customerId, ...invoice }: SupportInvoice): Promise<string> {
  const answer = await visitor.send('POST', '/invoices', {
    ...invoice,
    customerId: Number(customerId),
    lines: [{ description: 'Support', quantity: 1, unitPrice: '75.00' }],
  });
  return answered(answer, 'id');
}
