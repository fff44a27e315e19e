/** Reads an ASCII decimal without leading zeroes that is a safe integer; undefined for anything else. */
export function parseDecimal(text: string): number | undefined {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
