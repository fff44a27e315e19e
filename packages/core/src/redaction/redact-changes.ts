import { isProxy } from 'node:util/types';
import type { Change, Changes } from '../event/audit-event.js';
import { fieldPolicies, type FieldPolicies, type FieldPolicy } from '../event/event-input.js';
import { copyAsJson } from '../json/copy-as-json.js';
import type { CopyOptions } from '../json/copying.js';
import { spendText, takeKey, type CopyBudget } from '../json/copy-budget.js';
import type { JsonLimits } from '../json/json-limits.js';
import { appendToPointer } from '../json/json-pointer.js';
import type { JsonValue } from '../json/json-value.js';
import { limitCharacters } from '../json/limit-text.js';
import { maskText } from '../json/mask-text.js';
import { readOwnData, setOwnData } from '../json/own-data.js';

/** How one event's data is copied: the same for all its values. */
export interface RedactingCopy extends Required<Omit<CopyOptions, 'pointer' | 'allows'>> {
  readonly limits: JsonLimits;
  readonly budget: CopyBudget;
}

/** What stands for the attribute when the changes as a whole have another shape than attributes. */
const unreadableMark = '[unreadable]';

/**
 * A safe copy of changes from anywhere; a field's policy goes before its name. Without changes, `undefined`. Throws
 * where `copyAsJson` does.
 */
export function redactChanges(changes: unknown, fields: FieldPolicies, copying: RedactingCopy): Changes | undefined {
  if (changes === undefined || changes === null) return undefined;
  if (isReadable(changes)) return copyAttributes(changes, fields, copying);
  return { [unreadableMark]: copyChange(changes, appendToPointer('/changes', unreadableMark), copying) };
}

function isReadable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isProxy(value) && !Array.isArray(value);
}

function copyAttributes(changes: object, fields: FieldPolicies, copying: RedactingCopy): Changes {
  const copy: Record<string, Change> = {};
  const names = Object.keys(changes);
  for (const [index, name] of names.entries()) {
    if (!takeKey(copying.budget)) {
      setOwnData(copy, '[truncated]', { new: `${String(names.length - index)} more attributes` });
      break;
    }
    const change = readOwnData(changes, name);
    if (change === undefined) continue;
    const attribute = limitCharacters(name, copying.limits.keyCharacters);
    const pointer = appendToPointer('/changes', attribute);
    const policy = policyOfField(name, fields, copying);
    const copied =
      policy === undefined || policy === 'keep'
        ? copyChange(change, pointer, copying, policy === 'keep')
        : replaceChange(change, policy, pointer, copying);
    if (copied === undefined) continue;
    spendText(copying.budget, attribute);
    setOwnData(copy, attribute, copied);
  }
  return copy;
}

function policyOfField(name: string, fields: FieldPolicies, copying: RedactingCopy): FieldPolicy | undefined {
  const policy = Object.hasOwn(fields, name) ? fields[name] : copying.policyOf(name);
  // Security: a policy that is not known here (a plain JavaScript caller's typing error) hides the value.
  return policy === undefined || fieldPolicies.includes(policy) ? policy : 'drop';
}

/** Both sides of a change; what is no change at all is taken for a new value. */
function sidesOf(change: unknown): { readonly old: unknown; readonly new: unknown } {
  if (!isReadable(change)) return { old: undefined, new: change };
  return { old: readOwnData(change, 'old'), new: readOwnData(change, 'new') };
}

function copyChange(change: unknown, pointer: string, copying: RedactingCopy, isKept = false): Change {
  const sides = sidesOf(change);
  return present(
    copyAsJson(sides.old, copyAt(`${pointer}/old`, copying, isKept && isPrimitive(sides.old))),
    copyAsJson(sides.new, copyAt(`${pointer}/new`, copying, isKept && isPrimitive(sides.new))),
  );
}

/** What a policy keeps is its attribute's own value, not what is nested in it. */
function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Written out because spreading is the greatest cost of copying a small value. */
function copyAt(pointer: string, copying: RedactingCopy, isKept: boolean): CopyOptions {
  const { limits, budget, policyOf, hashValue, rewriteText, onRedacted } = copying;
  if (isKept) return { pointer, limits, budget };
  return { pointer, limits, budget, policyOf, hashValue, rewriteText, onRedacted };
}

/** A change whose values are replaced; nothing when it is left out. A value of null, or none, stays. */
function replaceChange(
  change: unknown,
  policy: 'drop' | 'mask' | 'hash',
  pointer: string,
  copying: RedactingCopy,
): Change | undefined {
  const sides = sidesOf(change);
  const [old, new_] = [replaceValue(sides.old, policy, copying), replaceValue(sides.new, policy, copying)];
  const isWhole =
    (old === undefined) === (sides.old === undefined) && (new_ === undefined) === (sides.new === undefined);
  if (policy === 'drop' || !isWhole) {
    copying.onRedacted(pointer, 'drop');
    return undefined;
  }
  if (typeof old === 'string' || typeof new_ === 'string') copying.onRedacted(pointer, policy);
  return present(old, new_);
}

function replaceValue(
  value: unknown,
  policy: 'drop' | 'mask' | 'hash',
  { hashValue, budget }: RedactingCopy,
): string | null | undefined {
  if (value === undefined || value === null) return value;
  if (policy === 'drop') return undefined;
  const replaced = policy === 'mask' ? maskText : hashValue(value);
  return replaced === undefined ? undefined : spendText(budget, replaced);
}

function present(old: JsonValue | undefined, new_: JsonValue | undefined): Change {
  if (old === undefined) return new_ === undefined ? {} : { new: new_ };
  return new_ === undefined ? { old } : { old, new: new_ };
}
