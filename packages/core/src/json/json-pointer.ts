/** The JSON Pointer (RFC 6901) of a member of what `pointer` names. The whole document is `''`. */
export function appendToPointer(pointer: string, key: string | number): string {
  if (typeof key === 'number') return `${pointer}/${String(key)}`;
  if (!/[~/]/.test(key)) return `${pointer}/${key}`;
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
