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

/** A key's last step, and what comes before it: members that name each other have that in common. */
export interface KeyParts {
  readonly stem: string;
  readonly member: string;
}

/** The parts of a key, which may be a path as forms and flat records write it: `filters[0][name]`, `filters.0.name`. */
export function partsOfKey(key: string): KeyParts {
  const isBracketed = key.endsWith(']');
  const start = isBracketed ? key.lastIndexOf('[') : key.lastIndexOf('.');
  if (start === -1) return { stem: '', member: key };
  return { stem: key.slice(0, start), member: key.slice(start + 1, isBracketed ? -1 : undefined) };
}
