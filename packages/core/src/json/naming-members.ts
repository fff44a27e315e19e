const naming = /^(?:name|key|field|header|param|parameter|attribute|column|property)$/i;
const named = /^(?:value|values|val|content|data|text|old|new)$/i;

/** Whether a member's value may be the name of another member's: `{ name: 'password', value: '…' }`. */
export function isNamingMember(name: string): boolean {
  return naming.test(name);
}

/** Whether a member may hold what another one names. */
export function isNamedMember(name: string): boolean {
  return named.test(name);
}
