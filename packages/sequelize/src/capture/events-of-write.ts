import {
  canonicalJson,
  diffRecords,
  type AuditError,
  type CapturedEvent,
  type Changes,
  type FieldPolicies,
  type JsonObject,
  type JsonValue,
} from '@auditrail/core';
import { describeRow } from '../model/describe-row.js';
import { lowerCamelCase } from '../model/lower-camel-case.js';
import { attributesByColumn, deletedAttributeOf, nameByAttribute, type ModelLike } from '../model/model-facts.js';
import { policyOfAttribute, type ModelPolicy } from '../model/model-policy.js';
import type { Relation } from '../relation/relation.js';
import { withMetadata, type WriteAnnotation } from '../write-annotation.js';
import type { RowChange } from './row-change.js';

/** The table that a write changed, as the application knows it. */
export interface WriteTarget {
  readonly relation: Relation;
  readonly model: ModelLike | undefined;
  /** Whether its model is not captured. */
  readonly isExcluded: boolean;
  readonly policy: ModelPolicy;
  /** Whether an attribute's value is stored as it is. */
  readonly isShown: (attribute: string) => boolean;
  /** Whether an attribute of the key is shown as the resource's id: `allowOnly` need not name it. */
  readonly isKeyShown: (attribute: string) => boolean;
}

type Operation = 'create' | 'update' | 'delete' | 'restore' | 'truncate';

/** What all events of one statement have in common. */
export interface WriteDescription {
  readonly annotation: WriteAnnotation | undefined;
  /** What the statement is to be called, where its rows do not tell. */
  readonly operation?: Operation;
  /** Hears of a policy that failed. */
  readonly report: (error: AuditError) => void;
}

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

/** The resource's id: its key, as text. Security: an attribute that is secret is masked here as in the changes. */
function resourceId(row: JsonObject, key: readonly string[], isShown: WriteTarget['isKeyShown']): string | undefined {
  const valueOf = (name: string): JsonValue => (isShown(name) ? (row[name] ?? null) : '***');
  const [only] = key;
  if (only === undefined) return undefined;
  if (key.length > 1) return canonicalJson(Object.fromEntries(key.map((name) => [name, valueOf(name)])));
  const value = valueOf(only);
  return typeof value === 'string' ? value : canonicalJson(value);
}

function subjectNameOf({ relation, model }: WriteTarget): string {
  return model === undefined ? relation.name : lowerCamelCase(model.name);
}

/** The attributes of a row that its model's policy lets be recorded. */
function recorded(row: JsonObject | undefined, { only, except }: ModelPolicy): JsonObject | undefined {
  if (row === undefined || (only === undefined && except === undefined)) return row;
  const isRecorded = ([name]: [string, JsonValue]) => only?.includes(name) ?? !except?.includes(name);
  return Object.fromEntries(Object.entries(row).filter(isRecorded));
}

/** The policies of the attributes that have changed. */
function fieldsOf(changes: Changes, policy: ModelPolicy): FieldPolicies | undefined {
  if (policy.allowOnly === undefined) return policy.fields;
  return Object.fromEntries(
    Object.keys(changes).flatMap((attribute) => {
      const one = policyOfAttribute(attribute, policy);
      return one === undefined ? [] : [[attribute, one]];
    }),
  );
}

/** One event for rows that are too many to have one each. */
export function eventOfCount(
  count: string,
  operation: Operation,
  target: WriteTarget,
  annotation: WriteAnnotation | undefined,
): CapturedEvent {
  return {
    ...annotation,
    action: `${subjectNameOf(target)}.${operation}`,
    resource: { type: target.model?.name ?? target.relation.name },
    metadata: withMetadata({ count: Number(count) }, annotation?.metadata),
    source: 'sequelize',
  };
}

/** Tells what a write did, one event a changed row. A row of which nothing that is recorded has changed is none. */
export function eventsOfWrite(
  changes: readonly RowChange[],
  target: WriteTarget,
  { annotation, operation: named, report }: WriteDescription,
): readonly CapturedEvent[] {
  if (target.isExcluded) return [];
  const { relation, model, policy, isShown, isKeyShown } = target;
  const attributeOf = attributesByColumn(model);
  const key = relation.key.map((column) => attributeOf.get(column) ?? column);
  const deletedAttribute = deletedAttributeOf(model);
  const subjectName = subjectNameOf(target);
  return changes.flatMap((change): CapturedEvent[] => {
    const old = change.old && nameByAttribute(change.old, attributeOf);
    const new_ = change.new && nameByAttribute(change.new, attributeOf);
    const row = new_ ?? old;
    const operation = named ?? operationOf(old, new_, change.isOldUnknown === true, deletedAttribute);
    const difference = diffRecords(recorded(old, policy), recorded(new_, policy));
    if (row === undefined || (operation === 'update' && Object.keys(difference).length === 0)) return [];
    const { name, parent, subject, metadata } = describeRow(row, policy, isShown, report);
    return [
      {
        ...annotation,
        subject: annotation?.subject ?? subject,
        action: `${subjectName}.${operation}`,
        resource: { type: model?.name ?? relation.name, id: resourceId(row, key, isKeyShown), name, parent },
        changes: difference,
        metadata: withMetadata(metadata, annotation?.metadata),
        source: 'sequelize' as const,
        fields: fieldsOf(difference, policy),
      },
    ];
  });
}
