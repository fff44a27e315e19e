import { readDay, readAmount, readField, readKey, readList, readQuantity, readText } from '../input/input-field.js';
import { InvoicingError } from '../invoicing-error.js';
import type { PricedLine } from './invoice-total.js';

export interface NewInvoiceLine extends PricedLine {
  readonly description: string;
}

export interface NewInvoice {
  readonly customerId: number;
  readonly number: string;
  readonly dueDate: string;
  readonly lines: readonly NewInvoiceLine[];
  readonly tags: readonly string[];
}

export function readNewInvoice(input: unknown): NewInvoice {
  const lines = readList(input, 'lines');
  if (lines.length === 0) throw new InvoicingError('INPUT_INVALID', 'lines');
  return {
    customerId: readKey(readField(input, 'customerId')),
    number: readText(input, 'number'),
    dueDate: readDay(input, 'dueDate'),
    lines: lines.map((line) => ({
      description: readText(line, 'description'),
      quantity: readQuantity(line, 'quantity'),
      unitPrice: readAmount(line, 'unitPrice'),
    })),
    tags: readList(input, 'tags').map((tag) => readText({ tag }, 'tag')),
  };
}
