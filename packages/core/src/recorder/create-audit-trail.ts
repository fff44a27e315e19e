import { err, errAsync, ok, okAsync, Result, ResultAsync } from 'neverthrow';
import type { ActionCatalogue } from '../actions/define-actions.js';
import { AuditError } from '../audit-error.js';
import { bindAuditContext, currentAuditContext, runWithAuditContext } from '../context/context-storage.js';
import type { Actor } from '../event/actor.js';
import type { AuditEvent } from '../event/audit-event.js';
import type { EventInput } from '../event/event-input.js';
import { parseActor } from '../event/parse-actor.js';
import { createRedactor } from '../redaction/create-redactor.js';
import type { OpenTransaction } from '../store/open-transaction.js';
import { createCursor } from '../store/page-cursor.js';
import { parseEventQuery } from '../store/parse-event-query.js';
import type { CapturedEvent } from './audit-recorder.js';
import { checkAuditTrailOptions, type AuditTrailOptions } from './audit-trail-options.js';
import type { AuditTrail, Receipt, RecordOptions } from './audit-trail.js';
import { captureEvent } from './capture-event.js';
import { nextEventMoment } from './event-clock.js';
import type { FailureDetails } from './failure-details.js';
import { createFailureReporter } from './failure-reporter.js';
import { outcomeEvent } from './outcome-event.js';
import { parseEventMoment } from './parse-event-moment.js';
import { createPendingWork } from './pending-work.js';
import { placeEvent } from './place-event.js';
import type { TransactionResolver } from './transaction-resolver.js';

/** Makes an audit trail. Throws OPTIONS_INVALID for wrong options; nothing else throws. */
export function createAuditTrail<const Catalogue extends ActionCatalogue = ActionCatalogue>(
  options: AuditTrailOptions<Catalogue>,
): AuditTrail<Catalogue> {
  checkAuditTrailOptions(options);
  const { store, clock } = options;
  const nextMoment = clock === undefined ? () => ok(nextEventMoment()) : () => parseEventMoment(clock());
  const redactor = createRedactor(options.redaction);
  const tellApplication = createFailureReporter(options.onError);
  const pending = createPendingWork();
  const resolvers: TransactionResolver[] = [];
  const counters = { recorded: 0, failures: 0, unknownActors: 0 };
  const onUnknownActor = () => {
    counters.unknownActors += 1;
  };

  function report(error: AuditError, about: FailureDetails = {}): void {
    counters.failures += 1;
    tellApplication(error, about);
  }

  function makeEvent(observed: CapturedEvent): Result<AuditEvent, AuditError> {
    return captureEvent(observed, { nextMoment, redactor, report, onUnknownActor }).orTee((error) =>
      report(error, typeof observed.action === 'string' ? { action: observed.action } : {}),
    );
  }

  /** Runs a call of the store. Whatever a store does, the answer is a result, and a failure has been reported. */
  function ask<Value>(
    call: () => ResultAsync<Value, AuditError>,
    about?: FailureDetails,
  ): ResultAsync<Value, AuditError> {
    const answer = async (): Promise<Result<Value, AuditError>> => {
      let result: Result<Value, AuditError>;
      try {
        result = await call();
        const answered = typeof (result as Partial<typeof result> | undefined)?.isOk === 'function';
        if (!answered) throw new TypeError('The answer is no result');
      } catch (cause) {
        result = err(new AuditError('STORE_UNAVAILABLE', 'The store did not answer with a result', { cause }));
      }
      return result.orTee((error) => report(error, about));
    };
    return new ResultAsync(pending.track(answer()));
  }

  function append(events: readonly AuditEvent[], within?: OpenTransaction): ResultAsync<void, AuditError> {
    const [first] = events;
    const about = { count: events.length, ...(first && { action: first.action, eventId: first.id }) };
    return ask(() => store.append(events, within), about).andTee(() => {
      counters.recorded += events.length;
    });
  }

  function record(event: EventInput, how: RecordOptions = {}): ResultAsync<Receipt, AuditError> {
    const captured = readOnce(event)
      .orTee(report)
      .andThen((read) => makeEvent({ ...read, source: 'application', fields: undefined }));
    if (captured.isErr()) return errAsync(captured.error);
    const made = captured.value;
    const receipt = { id: made.id, occurredAt: made.occurredAt };
    const place = placeEvent(made.outcome, how, resolvers);
    if (place.isErr()) {
      report(place.error, { action: made.action, eventId: made.id });
      return errAsync(place.error);
    }
    if (place.value.kind !== 'enlisted') {
      return append([made], place.value.kind === 'within' ? place.value.transaction : undefined).map(() => receipt);
    }
    place.value.transaction.enlist(made);
    counters.recorded += 1;
    return okAsync(receipt);
  }

  async function attempt<Value>(event: EventInput, work: () => Value | Promise<Value>): Promise<Value> {
    const read = readOnce(event).orTee(report);
    if (read.isErr()) return work();
    const attempted = await record({ ...read.value, outcome: 'attempted' });
    const causedBy = attempted.isOk() ? attempted.value.id : undefined;
    let value: Value;
    try {
      value = await work();
    } catch (error) {
      await record(outcomeEvent(read.value, causedBy, 'failure', error));
      throw error;
    }
    await record(outcomeEvent(read.value, causedBy, 'success'));
    return value;
  }

  function setActor(input: unknown): Result<void, AuditError> {
    const context = currentAuditContext();
    const outcome = parseActor(input).andThen((actor) => {
      if (context === undefined) return err(new AuditError('CONTEXT_MISSING', 'setActor was called outside a context'));
      context.actor ??= actor;
      return isSameActor(context.actor, actor)
        ? ok(undefined)
        : err(
            new AuditError('ACTOR_ALREADY_SET', 'The context already has another actor; use runAs to act as another'),
          );
    });
    return outcome.orTee(report);
  }

  function runAs<Value>(input: unknown, work: () => Value): Value {
    const around = currentAuditContext();
    const actor = parseActor(input).orTee(report).unwrapOr(unnamed);
    return runWithAuditContext(
      {
        v: 1,
        actor,
        // The route may become known later.
        get request() {
          return around?.request;
        },
        ...(around?.tenant !== undefined && { tenant: around.tenant }),
        ...(around?.askTenant && { askTenant: around.askTenant }),
      },
      work,
    );
  }

  const trail: AuditTrail = {
    counters,
    capture: (observed) => readOnce(observed).orTee(report).andThen(makeEvent),
    append,
    report,
    isSensitive: redactor.isSensitive,
    canHash: redactor.canHash,
    hashesOf: redactor.hashesOf,
    resolveTransactionsWith: (resolver) => void resolvers.push(resolver),
    record,
    attempt,
    setActor,
    runAs,
    bind: bindAuditContext,
    query: (filter = {}) => {
      const query = parseEventQuery(filter).orTee(report);
      if (query.isErr()) return errAsync(query.error);
      return ask(() => store.query(query.value)).map(({ events, next }) => ({
        events,
        ...(next && { nextCursor: createCursor(query.value, next) }),
      }));
    },
    settled: () => pending.settled(),
    close: () => {
      // At once: what is under way is with the store already, and a deadline for it is the store's to keep.
      const closed = ask(() => store.close());
      return ResultAsync.fromSafePromise(pending.settled()).andThen(() => closed);
    },
  };
  return trail;
}

/** A copy whose fields no longer change or throw: a getter is run here, once. */
function readOnce<Input extends object>(input: Input): Result<Input, AuditError> {
  // Security: the cause is left out, a hostile getter chooses what it throws.
  return Result.fromThrowable(
    () => ({ ...input }),
    () => new AuditError('EVENT_INVALID', 'The event could not be read'),
  )();
}

const unnamed: Actor = Object.freeze({ type: 'unknown' });

function isSameActor(one: Actor, other: Actor): boolean {
  const identity = ({ type, id, onBehalfOf }: Actor) => JSON.stringify([type, id, onBehalfOf?.type, onBehalfOf?.id]);
  return identity(one) === identity(other);
}
