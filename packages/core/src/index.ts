export { AuditError, auditErrorCodes, isAuditError, type AuditErrorCode } from './audit-error.js';
export {
  defineActions,
  type ActionCatalogue,
  type ActionDefinition,
  type ActionName,
  type ResourceTypeOf,
} from './actions/define-actions.js';
export type { AuditContext } from './context/audit-context.js';
export { bindAuditContext, currentAuditContext, runWithAuditContext } from './context/context-storage.js';
export type { Actor, ActorIdentity, ActorIdentityInput, ActorInput, ActorType, Id } from './event/actor.js';
export {
  eventVersion,
  type AuditEvent,
  type Change,
  type Changes,
  type EventSource,
  type Outcome,
  type ParentResource,
  type Redaction,
  type Redactions,
  type RequestFacts,
  type Resource,
  type StoredEvent,
  type Subject,
} from './event/audit-event.js';
export {
  fieldPolicies,
  type ChangesInput,
  type EventInput,
  type FieldPolicies,
  type FieldPolicy,
  type ParentResourceInput,
  type ResourceInput,
  type SubjectInput,
} from './event/event-input.js';
export { eventBody } from './event/event-body.js';
export { parseEvent } from './event/parse-event.js';
export { canonicalJson } from './json/canonical-json.js';
export { changedPaths } from './diff/changed-paths.js';
export { diffRecords } from './diff/diff-records.js';
export type { JsonObject, JsonValue } from './json/json-value.js';
export type { AuditRecorder, CapturedEvent } from './recorder/audit-recorder.js';
export type {
  AuditCounters,
  AuditTrail,
  CatalogueAttempt,
  CatalogueEvent,
  Receipt,
  RecordOptions,
} from './recorder/audit-trail.js';
export type { AuditTrailOptions } from './recorder/audit-trail-options.js';
export type { EventClock, EventMoment } from './recorder/event-clock.js';
export { createAuditTrail } from './recorder/create-audit-trail.js';
export type { OnError } from './recorder/failure-reporter.js';
export type { FailureDetails } from './recorder/failure-details.js';
export type { HashKey } from './redaction/hash-key.js';
export type { RedactionOptions } from './redaction/redaction-options.js';
export type { EnlistingTransaction, TransactionResolver } from './recorder/transaction-resolver.js';
export type { AuditStore } from './store/audit-store.js';
export type { EventFilter } from './store/event-filter.js';
export type { EventPage } from './store/event-page.js';
export type { EventConditions, EventQuery, PagePosition } from './store/event-query.js';
export type { OpenTransaction, StatementResult } from './store/open-transaction.js';
export { MemoryAuditStore } from './store/memory-audit-store.js';
export { parseEventQuery } from './store/parse-event-query.js';
export type { StoredPage } from './store/stored-page.js';
