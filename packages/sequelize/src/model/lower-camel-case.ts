/** A model's name as actions spell it: `InvoiceLine` and `invoice_line` become `invoiceLine`, `HTTPLog` `httpLog`. */
export function lowerCamelCase(name: string): string {
  const joined = name.replace(/[\s_.-]+(\p{L}|\d)/gu, (_, next: string) => next.toUpperCase());
  return joined.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+/u, (start) => start.toLowerCase());
}
