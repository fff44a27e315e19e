/** Text that every store can hold: lone surrogates and NUL (which PostgreSQL refuses) become U+FFFD. */
export function wellFormedText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\ufffd') : wellFormed;
}
