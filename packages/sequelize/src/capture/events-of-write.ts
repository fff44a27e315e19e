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

function operationOf({ old, new: new_, isOldUnknown }: RowChange, deletedAttribute: string | undefined): Operation {
  if (new_ === undefined) return 'delete';
  if (old === undefined) return isOldUnknown === true ? 'update' : 'create';
  if (deletedAttribute === undefined) return 'update';
  const [before, after] = [old[deletedAttribute] ?? null, new_[deletedAttribute] ?? null];
  if (before === null && after !== null) return 'delete';
  return before !== null && after === null ? 'restore' : 'update';
}

/** The resource's id: its key, as text. Security: a key that is secret is masked here as in the changes. */
function resourceId(row: JsonObject, key: readonly string[], target: WriteTarget): string | undefined {
  const parts = key.map((attribute): [string, JsonValue] => {
    const policy = target.fields[attribute] ?? (target.isSensitive(attribute) ? 'drop' : 'keep');
    return [attribute, policy === 'keep' ? (row[attribute] ?? null) : '***'];
  });
  const [only] = parts;
  if (only === undefined) return undefined;
  if (parts.length > 1) return canonicalJson(Object.fromEntries(parts));
  return typeof only[1] === 'string' ? only[1] : canonicalJson(only[1]);
}

/** Tells what a write did, one event a changed row. A row that was written but not changed is none. */
export function eventsOfWrite(
  changes: readonly RowChange[],
  target: WriteTarget,
  annotation: WriteAnnotation | undefined,
): readonly CapturedEvent[] {
  const { relation, model } = target;
  const attributeOf = attributesByColumn(model);
  const key = relation.key.map((column) => attributeOf.get(column) ?? column);
  const deletedAttribute = deletedAttributeOf(model);
  const subjectName = model === undefined ? relation.name : lowerCamelCase(model.name);
  return changes.flatMap((change) => {
    const old = change.old && nameByAttribute(change.old, attributeOf);
    const new_ = change.new && nameByAttribute(change.new, attributeOf);
    const row = new_ ?? old;
    const difference = diffRecords(old, new_);
    if (row === undefined || (old && new_ && Object.keys(difference).length === 0)) return [];
    const operation = operationOf({ ...change, ...(old && { old }), ...(new_ && { new: new_ }) }, deletedAttribute);
    return [
      {
        ...annotation,
        action: `${subjectName}.${operation}`,
        resource: { type: model?.name ?? relation.name, id: resourceId(row, key, target) },
        changes: difference,
        source: 'sequelize' as const,
        fields: target.fields,
      },
    ];
  });
}
