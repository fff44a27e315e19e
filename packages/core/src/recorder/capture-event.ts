import { err, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { currentAuditContext } from '../context/context-storage.js';
import { currentActor, currentTenant } from '../context/current-party.js';
import { eventVersion, type AuditEvent } from '../event/audit-event.js';
import { eventBody } from '../event/event-body.js';
import { parseEnvelope, type Envelope } from '../event/parse-envelope.js';
import { defaultJsonLimits, type JsonLimits } from '../json/json-limits.js';
import type { Redactor } from '../redaction/create-redactor.js';
import type { CapturedEvent } from './audit-recorder.js';
import type { FailureDetails } from './failure-details.js';
import type { EventMoment } from './event-clock.js';

const largestEventBytes = 65_536;

/**
 * For an event whose data is too large as a whole: little of everything is kept. One character is at most six bytes of
 * JSON (a control character), so the data stays below 30 KiB, the longest envelope below 20 KiB.
 */
const tightLimits: JsonLimits = { ...defaultJsonLimits, depth: 4, keys: 100, stringBytes: 256, textCharacters: 4_096 };

interface Capture {
  readonly nextMoment: () => Result<EventMoment, AuditError>;
  readonly redactor: Redactor;
  readonly report: (error: AuditError, about?: FailureDetails) => void;
  readonly onUnknownActor: () => void;
}

/** Makes an event of what was observed, in the current context. Fails with EVENT_INVALID. */
export function captureEvent(observed: CapturedEvent, capture: Capture): Result<AuditEvent, AuditError> {
  try {
    return completeEvent(observed, capture);
  } catch {
    // Security: the cause is left out, a hostile getter chooses what it throws.
    return err(new AuditError('EVENT_INVALID', 'The event could not be read'));
  }
}

function completeEvent(observed: CapturedEvent, capture: Capture): Result<AuditEvent, AuditError> {
  return parseEnvelope(observed).andThen((envelope) =>
    capture.nextMoment().map((moment) => addContextAndData(observed, envelope, moment, capture)),
  );
}

function addContextAndData(
  observed: CapturedEvent,
  envelope: Envelope,
  moment: EventMoment,
  capture: Capture,
): AuditEvent {
  const context = currentAuditContext();
  if (context === undefined) capture.onUnknownActor();
  const tenant = envelope.tenant ?? currentTenant(context, capture.report);
  const facts: Omit<AuditEvent, 'changes' | 'metadata' | 'reason'> = {
    v: eventVersion,
    ...moment,
    actor: currentActor(context, capture.report),
    source: observed.source,
    ...envelope,
    ...(tenant !== undefined && { tenant }),
    ...(context?.request !== undefined && { request: context.request }),
  };
  const withData = (limits: JsonLimits) => {
    const { changes, metadata, reason } = observed;
    const { hasFailed, ...data } = capture.redactor.redact({ changes, metadata, reason }, observed.fields, limits);
    return { hasFailed, event: Object.freeze({ ...facts, ...data }) };
  };
  const whole = withData(defaultJsonLimits);
  const made = fits(eventBody(whole.event)) ? whole : withData(tightLimits);
  if (made.hasFailed) {
    const { action, id } = made.event;
    const failure = new AuditError('REDACTION_FAILED', 'The redactor failed: the event goes without its data');
    capture.report(failure, { action, eventId: id });
  }
  return made.event;
}

function fits(body: string): boolean {
  // No UTF-16 code unit takes more than three bytes of UTF-8.
  return body.length * 3 <= largestEventBytes || Buffer.byteLength(body) <= largestEventBytes;
}
