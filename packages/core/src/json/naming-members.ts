const thing = '(?:field|header|param|parameter|attribute|column|property|tag|variable|option)';
const naming = new RegExp(`^[@_$#]*(?:${thing}?[_-]?(?:name|key)|${thing}|k)$`, 'i');
const moment = '(?:old|new|default|initial|original|string|previous|current)';
const named = new RegExp(
  `^(?:[@_$#]*(?:${thing}?[_-]?values?|${moment}[_-]?values?|old|new|before|after|from|to|previous|current|val|v|content|data|text)|_)$`,
  'i',
);
/** What holds other things than what is named, as often as not. */
const loose = /^[@_$#]*(?:content|data|text|values)$/i;
const pointing = /^(?:path|instance_?path|pointer|label)$/i;
const pointedAt = /^(?:original_?)?value$/i;

/** How surely a member names what its sibling holds: a `path` names a `value`, and nothing else. */
export type Naming = 'name' | 'path';

/** Whether a member's value may be the name of another member's: `{ name: 'password', value: '…' }`. */
export function namingOf(member: string): Naming | undefined {
  if (naming.test(member)) return 'name';
  return pointing.test(member) ? 'path' : undefined;
}

/** Whether a member may hold what another one names so, or, without that, what any other one names. */
export function isNamedMember(member: string, by: Naming = 'name', name = ''): boolean {
  if (by === 'path') return pointedAt.test(member);
  // "Secret Santa" is a name of something, and no name of a member.
  return named.test(member) && !(loose.test(member) && /\s/.test(name.trim()));
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

/** Of a path, `/user/password` or `user.password`, only the last step names. */
export function lastStepOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('.')) + 1);
}
