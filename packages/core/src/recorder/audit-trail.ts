import type { Result, ResultAsync } from 'neverthrow';
import type { AuditError } from '../audit-error.js';
import type { ActorInput } from '../event/actor.js';
import type { EventInput } from '../event/event-input.js';
import type { EventFilter } from '../store/event-filter.js';
import type { EventPage } from '../store/event-page.js';
import type { ActionCatalogue, ActionName, ResourceTypeOf } from '../actions/define-actions.js';
import type { AuditRecorder } from './audit-recorder.js';

/** An event of a catalogue: the action decides which resource type goes with it. */
export type CatalogueEvent<Catalogue extends ActionCatalogue> = {
  [Action in ActionName<Catalogue>]: EventInput<Action, ResourceTypeOf<Catalogue, Action>>;
}[ActionName<Catalogue>];

/** An event of a catalogue before its outcome. `Omit` over the union would lose which resource type goes with which. */
export type CatalogueAttempt<Catalogue extends ActionCatalogue> = {
  [Action in ActionName<Catalogue>]: Omit<
    EventInput<Action, ResourceTypeOf<Catalogue, Action>>,
    'outcome' | 'causedBy'
  >;
}[ActionName<Catalogue>];

/** What a recorded event is known by. */
export interface Receipt {
  readonly id: string;
  readonly occurredAt: string;
}

/** How an event is written. */
export interface RecordOptions {
  /**
   * The transaction whose fate the event shares: one of a captured Sequelize instance, or an OpenTransaction.
   * `null`: none, whatever the caller runs in. Default: the one the caller runs in, if any.
   */
  readonly transaction?: object | null | undefined;
  /**
   * Default: `attempted`, `denied` and `failure` are `immediate`, so that they survive a rollback; `success` is
   * `transactional` where a transaction is known, else `immediate`.
   */
  readonly mode?: 'transactional' | 'immediate' | undefined;
}

/** Running totals of this process. */
export interface AuditCounters {
  /** Events stored, or handed to a transaction that is still open. */
  readonly recorded: number;
  /** Failures that were reported. */
  readonly failures: number;
  /** Events whose actor is `unknown` because they were recorded outside of every context. */
  readonly unknownActors: number;
}

/** The audit trail of an application: records events and reads them back. */
export interface AuditTrail<Catalogue extends ActionCatalogue = ActionCatalogue> extends AuditRecorder {
  /** Running totals of this process. */
  readonly counters: AuditCounters;
  /**
   * Records an event at this moment, in the current context.
   * The receipt comes once the event is durable, or once its transaction has taken it.
   */
  record(event: CatalogueEvent<Catalogue>, options?: RecordOptions): ResultAsync<Receipt, AuditError>;
  /**
   * Records `attempted`, runs the work, then records how it ended; returns what the work returns and throws what it
   * throws. A recording failure is reported and does not stop the work.
   */
  attempt<Value>(event: CatalogueAttempt<Catalogue>, work: () => Value | Promise<Value>): Promise<Value>;
  /**
   * Names the actor of the current context, at login for example. The first actor stands: another one fails with
   * ACTOR_ALREADY_SET, a call outside of every context with CONTEXT_MISSING.
   */
  setActor(actor: ActorInput): Result<void, AuditError>;
  /** Runs work as an actor, in a context of its own. Inside a request the request's facts stay. */
  runAs<Value>(actor: ActorInput, work: () => Value): Value;
  /** Makes a callback that others will call run in the context of this moment. */
  bind<Args extends unknown[], Value, This>(
    work: (this: This, ...args: Args) => Value,
  ): (this: This, ...args: Args) => Value;
  /** Reads a page of events, newest first. */
  query(filter?: EventFilter<ActionName<Catalogue>>): ResultAsync<EventPage, AuditError>;
  /**
   * What the policy `hash` makes of a value, under each of the trail's keys, the current one first: to find it in the
   * log. Empty for a value that it would drop.
   */
  hashesOf(value: unknown): readonly string[];
  /** Waits until every recording under way has ended, well or badly. */
  settled(): Promise<void>;
  /** Closes the store, which stores what is under way first, and waits like `settled`. Later calls fail with STORE_CLOSED. */
  close(): ResultAsync<void, AuditError>;
}
