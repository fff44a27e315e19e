import { AuditError, type JsonObject, type ParentResourceInput, type SubjectInput } from '@auditrail/core';
import type { ModelPolicy, NamedByAttribute, PolicyRow } from './model-policy.js';

/** What a model's policy says of one of its rows. */
export interface RowDescription {
  readonly name?: string;
  readonly parent?: ParentResourceInput;
  readonly subject?: SubjectInput;
  readonly metadata?: unknown;
}

type Report = (error: AuditError) => void;

/** Asks a model's policy about a row. `isShown`: whether an attribute's value may be seen. Never throws. */
export function describeRow(
  row: JsonObject,
  { name, parent, subject, metadata }: ModelPolicy,
  isShown: (attribute: string) => boolean,
  report: Report,
): RowDescription {
  if (name === undefined && parent === undefined && subject === undefined && metadata === undefined) return {};
  const shown: PolicyRow = Object.freeze(Object.fromEntries(Object.entries(row).filter(([key]) => isShown(key))));
  const ask = (what: string, give: () => unknown, isRight: (value: unknown) => boolean): unknown => {
    try {
      const value = give() ?? undefined;
      if (value === undefined || isRight(value)) return value;
    } catch {
      // Security: what the function threw may quote the row.
    }
    report(new AuditError('POLICY_FAILED', `A model's policy gave no ${what}: the event goes without it`));
    return undefined;
  };
  const asked = {
    name: ask('name', () => (typeof name === 'function' ? name(shown) : textOf(shown, name)), isText),
    parent: ask('parent', () => named(shown, parent), isParent),
    subject: ask('subject', () => named(shown, subject), isSubject),
    metadata: ask(
      'metadata',
      () => (typeof metadata === 'function' ? metadata(shown) : metadata),
      () => true,
    ),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

function textOf(row: PolicyRow, attribute: string | undefined): string | undefined {
  const value = attribute === undefined ? undefined : row[attribute];
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Nothing for a row whose attribute has no value. */
function named(row: PolicyRow, by: NamedByAttribute | ((row: PolicyRow) => unknown) | undefined): unknown {
  if (typeof by === 'function') return by(row);
  const id = by && textOf(row, by.attribute);
  return id === undefined ? undefined : { type: by?.type, id };
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value) || typeof value === 'bigint';
}

function isParent(value: unknown): boolean {
  const { type, id } = Object(value) as Record<string, unknown>;
  return typeof type === 'string' && type !== '' && type.length <= 255 && (id === undefined || isId(id));
}

function isSubject(value: unknown): boolean {
  return isParent(value) && isId((value as { readonly id?: unknown }).id);
}
