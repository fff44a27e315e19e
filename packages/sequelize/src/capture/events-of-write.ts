import {
  canonicalJson,
  diffRecords,
  type CapturedEvent,
  type FieldPolicies,
  type JsonObject,
  type JsonValue,
} from '@auditrail/core';
import { lowerCamelCase } from '../model/lower-camel-case.js';
import { attributesByColumn, deletedAttributeOf, nameByAttribute, type ModelLike } from '../model/model-facts.js';
import type { Relation } from '../relation/relation.js';
import type { WriteAnnotation } from '../write-annotation.js';
import type { RowChange } from './row-change.js';

/** The table that a write changed, as the application knows it. */
export interface WriteTarget {
  readonly relation: Relation;
  readonly model: ModelLike | undefined;
  /** Whether its model is not captured. */
  readonly isExcluded: boolean;
  readonly fields: FieldPolicies;
  /** Whether a name is one of the deny list's. */
  readonly isSensitive: (name: string) => boolean;
}

type Operation = 'create' | 'update' | 'delete' | 'restore' | 'truncate';

function operationOf(
  old: JsonObject | undefined,
  new_: JsonObject | undefined,
  isOldUnknown: boolean,
  deletedAttribute: string | undefined,
): Operation {
  if (new_ === undefined) return 'delete';
  if (old === undefined) return isOldUnknown ? 'update' : 'create';
  if (deletedAttribute === undefined) return 'update';
  const [before, after] = [old[deletedAttribute] ?? null, new_[deletedAttribute] ?? null];
  if (before === null && after !== null) return 'delete';
  return before !== null && after === null ? 'restore' : 'update';
}

/** One attribute of a table's key. Security: one that is secret is masked in the id as in the changes. */
interface KeyAttribute {
  readonly name: string;
  readonly isSecret: boolean;
}

function keyAttributes({ relation, fields, isSensitive }: WriteTarget, attributeOf: ReadonlyMap<string, string>) {
  return relation.key.map((column): KeyAttribute => {
    const name = attributeOf.get(column) ?? column;
    return { name, isSecret: (fields[name] ?? (isSensitive(name) ? 'drop' : 'keep')) !== 'keep' };
  });
}

/** The resource's id: its key, as text. */
function resourceId(row: JsonObject, key: readonly KeyAttribute[]): string | undefined {
  const valueOf = ({ name, isSecret }: KeyAttribute): JsonValue => (isSecret ? '***' : (row[name] ?? null));
  const [only] = key;
  if (only === undefined) return undefined;
  if (key.length > 1) return canonicalJson(Object.fromEntries(key.map((part) => [part.name, valueOf(part)])));
  const value = valueOf(only);
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** What all events of one statement have in common. */
export interface WriteDescription {
  readonly annotation?: WriteAnnotation | undefined;
  /** What the statement is to be called, where its rows do not tell. */
  readonly operation?: Operation;
}

function subjectNameOf({ relation, model }: WriteTarget): string {
  return model === undefined ? relation.name : lowerCamelCase(model.name);
}

/** One event for rows that are too many to have one each. */
export function eventOfCount(
  count: string,
  operation: Operation,
  target: WriteTarget,
  annotation: WriteAnnotation | undefined,
): CapturedEvent {
  const { metadata } = annotation ?? {};
  return {
    ...annotation,
    action: `${subjectNameOf(target)}.${operation}`,
    resource: { type: target.model?.name ?? target.relation.name },
    metadata: { ...(metadata !== undefined && { metadata }), count: Number(count) },
    source: 'sequelize',
  };
}

/** Tells what a write did, one event a changed row. A row that was written but not changed is none. */
export function eventsOfWrite(
  changes: readonly RowChange[],
  target: WriteTarget,
  { annotation, operation: named }: WriteDescription,
): readonly CapturedEvent[] {
  if (target.isExcluded) return [];
  const { relation, model } = target;
  const attributeOf = attributesByColumn(model);
  const key = keyAttributes(target, attributeOf);
  const deletedAttribute = deletedAttributeOf(model);
  return changes.flatMap((change): CapturedEvent[] => {
    const old = change.old && nameByAttribute(change.old, attributeOf);
    const new_ = change.new && nameByAttribute(change.new, attributeOf);
    const row = new_ ?? old;
    const difference = diffRecords(old, new_);
    if (row === undefined || (old && new_ && Object.keys(difference).length === 0)) return [];
    const operation = named ?? operationOf(old, new_, change.isOldUnknown === true, deletedAttribute);
    return [
      {
        ...annotation,
        action: `${subjectNameOf(target)}.${operation}`,
        resource: { type: model?.name ?? relation.name, id: resourceId(row, key) },
        changes: difference,
        source: 'sequelize' as const,
        fields: target.fields,
      },
    ];
  });
}
