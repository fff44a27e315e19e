import {
  fieldPolicies,
  type FieldPolicies,
  type FieldPolicy,
  type JsonValue,
  type ParentResourceInput,
  type SubjectInput,
} from '@auditrail/core';

/**
 * A row as policies see it: values by attribute, as events have them. Attributes that are not stored as they are (by a
 * policy of `fields` or the deny list) are left out, so that what is made of a row cannot tell them.
 */
export type PolicyRow = Readonly<Record<string, JsonValue | undefined>>;

/** Something that has a type of its own and whose id an attribute holds. */
export interface NamedByAttribute {
  readonly type: string;
  readonly attribute: string;
}

/**
 * How the writes of one model are recorded. A function that throws, or gives what an event cannot hold, is reported as
 * POLICY_FAILED, and the event goes without what it was to give.
 */
export interface ModelPolicy {
  /** Policies by attribute; they go before the deny list. */
  readonly fields?: FieldPolicies | undefined;
  /** `false` records none of the model's writes. Default `true`. */
  readonly capture?: boolean | undefined;
  /** The only attributes whose values are recorded. A write that changes none of them leaves no event. */
  readonly only?: readonly string[] | undefined;
  /** Attributes that are as if they were not there. Excludes `only`. */
  readonly except?: readonly string[] | undefined;
  /**
   * The only attributes whose values are recorded, unless `fields` has a policy for them: every other is dropped and named
   * in `redactions`. Unlike `only`, a write that changes another attribute leaves an event. Excludes `only`.
   */
  readonly allowOnly?: readonly string[] | undefined;
  /** The resource's name for people: an attribute that holds it, or a function of the row. */
  readonly name?: string | ((row: PolicyRow) => string | undefined) | undefined;
  /** What the row is a part of: the type, and the attribute that holds the id, or a function of the row. */
  readonly parent?: NamedByAttribute | ((row: PolicyRow) => ParentResourceInput | undefined) | undefined;
  /** Whose data the row is, unless the call says so itself. */
  readonly subject?: NamedByAttribute | ((row: PolicyRow) => SubjectInput | undefined) | undefined;
  /** What every event of the model also says. A call's own metadata is added to it. */
  readonly metadata?: Readonly<Record<string, unknown>> | ((row: PolicyRow) => unknown) | undefined;
}

/** The attributes that a policy names, each of which must exist. */
export function attributesNamedBy(policy: ModelPolicy): readonly string[] {
  const { fields, only, except, allowOnly, name, parent, subject } = policy;
  return [
    ...Object.keys(fields ?? {}),
    ...(only ?? []),
    ...(except ?? []),
    ...(allowOnly ?? []),
    ...attributesShownBy({ name, parent, subject }),
  ];
}

/** The attributes whose values a policy puts where nothing is redacted. */
export function attributesShownBy({ name, parent, subject }: Pick<ModelPolicy, 'name' | 'parent' | 'subject'>) {
  return [
    ...(typeof name === 'string' ? [name] : []),
    ...(typeof parent === 'object' ? [parent.attribute] : []),
    ...(typeof subject === 'object' ? [subject.attribute] : []),
  ];
}

/** The policy of one attribute; nothing where the deny list decides. */
export function policyOfAttribute(attribute: string, { fields = {}, allowOnly }: ModelPolicy): FieldPolicy | undefined {
  if (Object.hasOwn(fields, attribute)) return fields[attribute];
  return allowOnly === undefined || allowOnly.includes(attribute) ? undefined : 'drop';
}

const policies: readonly unknown[] = fieldPolicies;

const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNames = (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === 'string');
const isNamed = (value: unknown) => {
  if (!isObject(value)) return false;
  const { type, attribute, ...rest } = value as Record<string, unknown>;
  return typeof type === 'string' && typeof attribute === 'string' && Object.keys(rest).length === 0;
};

const known: Readonly<Record<keyof ModelPolicy, (value: unknown) => boolean>> = {
  fields: isObject,
  capture: (value) => typeof value === 'boolean',
  only: isNames,
  except: isNames,
  allowOnly: isNames,
  name: (value) => typeof value === 'string' || isFunction(value),
  parent: (value) => isNamed(value) || isFunction(value),
  subject: (value) => isNamed(value) || isFunction(value),
  metadata: (value) => isObject(value) || isFunction(value),
};

/** What is wrong with a policy from anywhere; nothing when it is right. */
export function problemOfPolicy(model: string, policy: unknown, canHash: boolean): string | undefined {
  if (!isObject(policy)) return `models.${model} is not an object`;
  for (const [name, value] of Object.entries(policy as object)) {
    const isRight = Object.hasOwn(known, name) ? known[name as keyof ModelPolicy] : undefined;
    if (isRight === undefined) return `there is no option "models.${model}.${name}"`;
    if (value !== undefined && !isRight(value)) return `models.${model}.${name} has a wrong value`;
  }
  const { fields = {}, only, except, allowOnly } = policy as ModelPolicy;
  const wrong = Object.entries(fields).find(([, value]) => !policies.includes(value));
  if (wrong !== undefined) return `models.${model}.fields.${wrong[0]} is none of keep, mask, hash and drop`;
  const hashed = canHash ? undefined : Object.keys(fields).find((name) => fields[name] === 'hash');
  if (hashed !== undefined) return `models.${model}.fields.${hashed} is hash, but the trail has no redaction.hashKeys`;
  if (only !== undefined && except !== undefined) return `models.${model} has both only and except`;
  if (only !== undefined && allowOnly !== undefined) return `models.${model} has both only and allowOnly`;
  return undefined;
}
