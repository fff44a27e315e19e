import type { JsonValue } from '../json/json-value.js';
import type { Actor } from './actor.js';

/** The version of the event's shape, stored as `v`. */
export const eventVersion = 1 as const;

/** How it ended. `attempted` is recorded before the work, its outcome names it in `causedBy`. */
export type Outcome = 'attempted' | 'success' | 'failure' | 'denied';

/** Which part of Auditrail saw it happen. */
export type EventSource = 'http' | 'sequelize' | 'trigger' | 'application';

/** What was acted on: a record, a route, a session. */
export interface Resource {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  /** What it is a part of: an invoice is that of its line. */
  readonly parent?: ParentResource;
}

/** The resource that another one is a part of. */
export interface ParentResource {
  readonly type: string;
  readonly id?: string;
}

/** Whose data it is, apart from who acted: the key of access and erasure requests (GDPR articles 15 and 17). */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** One attribute's values before and after. A missing side did not exist: a create has no `old`. */
export interface Change {
  readonly old?: JsonValue;
  readonly new?: JsonValue;
}

/** The changed attributes by name, whole values. */
export interface Changes {
  readonly [attribute: string]: Change;
}

/** What a text held that was masked there: a value under a sensitive name, or something secret by its own form. */
export type TextSecret = 'named-value' | 'card-number' | 'token' | 'private-key' | 'credentials';

/**
 * What was done to a value before it was stored, or which secret was masked in its text. `unscanned`: a text masked as a
 * whole, because the event had more than is looked into; `failed`: all of it left out, because the redactor failed.
 */
export type Redaction = 'drop' | 'mask' | 'hash' | TextSecret | 'unscanned' | 'failed';

/** Which values were redacted: JSON Pointers (RFC 6901) into the event, never the values. */
export interface Redactions {
  readonly [pointer: string]: Redaction;
}

/** Where the event came from, when a request caused it. */
export interface RequestFacts {
  /** Made by Auditrail for every request, never taken from the client. */
  readonly id: string;
  /** The caller's own request id, when well formed. */
  readonly externalId?: string;
  /** The trace id of a valid W3C traceparent header. */
  readonly traceId?: string;
  /** The client's address, as far as trusted proxies vouch for it. */
  readonly ip?: string;
  /** The address of the socket's other end. */
  readonly peerIp?: string;
  readonly userAgent?: string;
  readonly method: string;
  /** The route's pattern, never the raw path: `/invoices/:id`. */
  readonly route?: string;
  /** A digest that tells sessions apart without naming them. */
  readonly sessionDigest?: string;
}

/** One immutable record of something that happened. Plain JSON. */
export interface AuditEvent {
  readonly v: typeof eventVersion;
  /** UUIDv7 (RFC 9562), monotonic within the process that made it. */
  readonly id: string;
  /** RFC 3339 in UTC with milliseconds: `2026-11-22T08:16:00.000Z`. */
  readonly occurredAt: string;
  readonly actor: Actor;
  readonly action: string;
  readonly outcome: Outcome;
  readonly resource: Resource;
  readonly source: EventSource;
  readonly subject?: Subject;
  readonly reason?: string;
  readonly tenant?: string;
  readonly changes?: Changes;
  readonly redactions?: Redactions;
  readonly request?: RequestFacts;
  /** The id of the event that led to this one: an outcome names its attempt. */
  readonly causedBy?: string;
  readonly metadata?: JsonValue;
}

/** An event as a store returns it, with what only the store knows. */
export interface StoredEvent extends AuditEvent {
  /** The store's own clock when the event was written, RFC 3339 in UTC with microseconds. */
  readonly recordedAt: string;
  /** The database role that wrote it. */
  readonly dbRole: string;
  /** The database transaction it was written in; only on events written in their change's transaction. */
  readonly transactionId?: string;
}
