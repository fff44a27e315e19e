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
  readonly fields: FieldPolicies;
  /** Whether a name is one of the deny list's. */
  readonly isSensitive: (name: string) => boolean;
}

type Operation = 'create' | 'update' | 'delete' | 'restore';

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

/** Tells what a write did, one event a changed row. A row that was written but not changed is none. */
export function eventsOfWrite(
  changes: readonly RowChange[],
  target: WriteTarget,
  annotation: WriteAnnotation | undefined,
): readonly CapturedEvent[] {
  const { relation, model } = target;
  const attributeOf = attributesByColumn(model);
  const key = keyAttributes(target, attributeOf);
  const deletedAttribute = deletedAttributeOf(model);
  const subjectName = model === undefined ? relation.name : lowerCamelCase(model.name);
  return changes.flatMap((change) => {
    const old = change.old && nameByAttribute(change.old, attributeOf);
    const new_ = change.new && nameByAttribute(change.new, attributeOf);
    const row = new_ ?? old;
    const difference = diffRecords(old, new_);
    if (row === undefined || (old && new_ && Object.keys(difference).length === 0)) return [];
    const operation = operationOf(old, new_, change.isOldUnknown === true, deletedAttribute);
    return [
      {
        ...annotation,
        action: `${subjectName}.${operation}`,
        resource: { type: model?.name ?? relation.name, id: resourceId(row, key) },
        changes: difference,
        source: 'sequelize' as const,
        fields: target.fields,
      },
    ];
  });
}
