/** The bytes of a bytea value as PostgreSQL writes it, in hexadecimal. */
export function parseBytea(text: string | null | undefined): Buffer {
  return Buffer.from(text?.slice('\\x'.length) ?? '', 'hex');
}
