/** Reads standard base64 (RFC 4648 section 4) in its one canonical form; undefined for anything else. */
export function parseBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

export function formatBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
