/** What a total is made of; `unitPrice` is decimal text with at most two places. */
export interface PricedLine {
  readonly quantity: number;
  readonly unitPrice: string;
}

/** Adds lines up to decimal text. Exact: binary floating point cannot hold 0.10. */
export function totalOf(lines: readonly PricedLine[]): string {
  return toDecimal(lines.reduce((sum, line) => sum + toCents(line.unitPrice) * BigInt(line.quantity), 0n));
}

function toCents(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}

function toDecimal(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
