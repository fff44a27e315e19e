import { InvoicingError } from '../invoicing-error.js';

// Request bodies may be anything: these readers let only what they name through.

/** The own field of an object. */
export function readField(input: unknown, field: string): unknown {
  if (typeof input !== 'object' || input === null) throw new InvoicingError('INPUT_INVALID', field);
  return Object.getOwnPropertyDescriptor(input, field)?.value;
}

/** Text of 1 to 255 characters that PostgreSQL can store. */
export function readText(input: unknown, field: string): string {
  const value = readField(input, field);
  if (typeof value !== 'string' || !isStorable(value)) throw new InvoicingError('INPUT_INVALID', field);
  return value;
}

function isStorable(text: string): boolean {
  return text.length >= 1 && text.length <= 255 && text.isWellFormed() && !text.includes('\0');
}

/** Text, where the field is there at all. */
export function readOptionalText(input: unknown, field: string): string | undefined {
  return readField(input, field) === undefined ? undefined : readText(input, field);
}

// The limits below keep the total of a hundred lines within NUMERIC(12, 2).

/** Decimal text above zero and below 100,000, with at most two places: `19.90`. */
export function readAmount(input: unknown, field: string): string {
  const value = readText(input, field);
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(value) || Number(value) === 0) throw new InvoicingError('INPUT_INVALID', field);
  return value;
}

/** A calendar day: `YYYY-MM-DD`. */
export function readDay(input: unknown, field: string): string {
  const value = readText(input, field);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  // Date.parse rolls 30 February over to March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) {
    throw new InvoicingError('INPUT_INVALID', field);
  }
  return value;
}

/** A whole number from 1 to 1,000. */
export function readQuantity(input: unknown, field: string): number {
  const value = readField(input, field);
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 1_000) {
    throw new InvoicingError('INPUT_INVALID', field);
  }
  return Number(value);
}

/** A list of at most 100 entries; empty when absent. */
export function readList(input: unknown, field: string): readonly unknown[] {
  const value = readField(input, field) ?? [];
  if (!Array.isArray(value) || value.length > 100) throw new InvoicingError('INPUT_INVALID', field);
  return value;
}

/** The key of a row, as a number or as a part of a URL. Anything else names no row: NOT_FOUND. */
export function readKey(value: unknown): number {
  const key = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof key !== 'number' || !Number.isInteger(key) || key < 1 || key > 2_147_483_647) {
    throw new InvoicingError('NOT_FOUND');
  }
  return key;
}
