import { err, type Result } from 'neverthrow';
import { AuditError } from '../audit-error.js';
import { currentAuditContext } from '../context/context-storage.js';
import { currentActor, currentTenant } from '../context/current-party.js';
import { eventVersion, type AuditEvent } from '../event/audit-event.js';
import { eventBody } from '../event/event-body.js';
import { parseEnvelope, type Envelope } from '../event/parse-envelope.js';
import { defaultJsonLimits, type JsonLimits } from '../json/json-limits.js';
import { wellFormedText } from '../json/well-formed-text.js';
import type { Redactor } from '../redaction/create-redactor.js';
import type { CapturedEvent } from './audit-recorder.js';
import type { EventMoment } from './event-clock.js';

const largestEventBytes = 65_536;
const longestReason = 8_192;

/**
 * For an event whose data is too large as a whole: little of everything is kept. One character is at most six bytes of
 * JSON (a control character), so the data stays below 30 KiB, the longest envelope below 20 KiB.
 */
const tightLimits: JsonLimits = { ...defaultJsonLimits, depth: 4, keys: 100, stringBytes: 256, textCharacters: 4_096 };

interface Capture {
  readonly nextMoment: () => Result<EventMoment, AuditError>;
  readonly redactor: Redactor;
  readonly report: (error: AuditError) => void;
  readonly onUnknownActor: () => void;
}

function reasonText(reason: unknown, longest: number): string | undefined {
  if (reason === undefined || reason === null) return undefined;
  if (typeof reason !== 'string') return '[not text]';
  if (reason.length <= longest) return wellFormedText(reason);
  return `${wellFormedText(reason.slice(0, longest))}…[truncated: ${String(reason.length)} characters]`;
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
  const withData = (limits: JsonLimits, reasonLength: number): AuditEvent => {
    const { changes, metadata } = observed;
    const payload = { changes, metadata, reason: reasonText(observed.reason, reasonLength) };
    return Object.freeze({ ...facts, ...capture.redactor.redact(payload, observed.fields, limits) });
  };
  const event = withData(defaultJsonLimits, longestReason);
  return fits(eventBody(event)) ? event : withData(tightLimits, 256);
}

function fits(body: string): boolean {
  // No UTF-16 code unit takes more than three bytes of UTF-8.
  return body.length * 3 <= largestEventBytes || Buffer.byteLength(body) <= largestEventBytes;
}
