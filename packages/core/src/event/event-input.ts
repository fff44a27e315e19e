import type { Id } from './actor.js';
import type { Outcome } from './audit-event.js';

/** A resource as an application names it. */
export interface ResourceInput<Type extends string = string> {
  readonly type: Type;
  readonly id?: Id | undefined;
  readonly name?: string | undefined;
  readonly parent?: ParentResourceInput | undefined;
}

/** What a resource is a part of, as an application names it. */
export interface ParentResourceInput {
  readonly type: string;
  readonly id?: Id | undefined;
}

/** A subject as an application names it. */
export interface SubjectInput {
  readonly type: string;
  readonly id: Id;
}

/** Values before and after, as an application has them; copied as JSON, redacted and limited. */
export interface ChangesInput {
  readonly [attribute: string]: { readonly old?: unknown; readonly new?: unknown };
}

/** What the application says happened; everything else comes from the context. */
export interface EventInput<Action extends string = string, ResourceType extends string = string> {
  readonly action: Action;
  readonly resource: ResourceInput<ResourceType>;
  /** Default `success`. */
  readonly outcome?: Outcome | undefined;
  readonly subject?: SubjectInput | undefined;
  readonly reason?: string | undefined;
  /** Default: the context's tenant. */
  readonly tenant?: string | undefined;
  readonly changes?: ChangesInput | undefined;
  /** Anything: copied as JSON, redacted and limited; what JSON cannot hold is replaced by a visible mark. */
  readonly metadata?: unknown;
  readonly causedBy?: string | undefined;
}

/** Every policy that a field can have. */
export const fieldPolicies = ['keep', 'mask', 'hash', 'drop'] as const;

/** What becomes of a field: kept, replaced by `***` or by its keyed digest, or left out and named in `redactions`. */
export type FieldPolicy = (typeof fieldPolicies)[number];

/** Policies by attribute name; they go before the deny list. */
export interface FieldPolicies {
  readonly [attribute: string]: FieldPolicy;
}
