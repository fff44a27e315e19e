import type { Changes, Redaction, Redactions } from '../event/audit-event.js';
import type { ChangesInput, FieldPolicies } from '../event/event-input.js';
import { copyAsJson } from '../json/copy-as-json.js';
import { createCopyBudget, spendText } from '../json/copy-budget.js';
import type { MemberRedaction, RewrittenText } from '../json/copying.js';
import type { JsonLimits } from '../json/json-limits.js';
import type { JsonValue } from '../json/json-value.js';
import { limitCharacters } from '../json/limit-text.js';
import { maskText } from '../json/mask-text.js';
import { redactChanges, type RedactingCopy } from './redact-changes.js';

/** The free data of an event, as an application has it. */
export interface Payload {
  readonly changes?: ChangesInput | undefined;
  readonly metadata?: unknown;
  readonly reason?: unknown;
}

/** The free data of an event as it is stored. `redactions` is there only when something was redacted. */
export interface RedactedPayload {
  readonly changes?: Changes;
  readonly metadata?: JsonValue;
  readonly reason?: string;
  readonly redactions?: Redactions;
  /** Present when the redactor failed, and the rest is missing. */
  readonly hasFailed?: true;
}

/** What the options say about names and texts. */
export interface RedactionRules {
  readonly policyOf: (name: string) => MemberRedaction | undefined;
  /** Whether metadata may have such a member; without it, any. */
  readonly allows: ((name: string) => boolean) | undefined;
  readonly hashValue: (value: unknown) => string | undefined;
  readonly redactText: (text: string) => RewrittenText | undefined;
}

interface Redacting {
  readonly fields: FieldPolicies;
  readonly limits: JsonLimits;
  readonly rules: RedactionRules;
}

/**
 * How much text of one event is looked into; it bounds the time. All that an event's 64 KiB can hold is less: of a text of
 * which 8 KiB are kept 12 KiB are read.
 */
const mostScannedCharacters = 98_304;
const longestPointer = 512;

/** A safe copy of the payload, redacted and limited. Throws where `copyAsJson` does. */
export function redactPayload(
  { changes, metadata, reason }: Payload,
  { fields, limits, rules: { policyOf, allows, hashValue, redactText } }: Redacting,
): RedactedPayload {
  const budget = createCopyBudget(limits);
  const redactions: Record<string, Redaction> = {};
  let scannedCharacters = 0;
  const onRedacted = (pointer: string, redaction: Redaction) => {
    budget.keysLeft -= 1;
    redactions[spendText(budget, limitCharacters(pointer, longestPointer))] = redaction;
  };
  const rewriteText = (text: string): RewrittenText | undefined => {
    scannedCharacters += text.length;
    // Security: what there is no time to look into is not passed on.
    return scannedCharacters > mostScannedCharacters ? { text: maskText, redaction: 'unscanned' } : redactText(text);
  };
  const copying: RedactingCopy = { limits, budget, policyOf, hashValue, rewriteText, onRedacted };
  // First, since it is short and people read it first.
  const reasonCopy = redactReason(reason, copying);
  const changesCopy = redactChanges(changes, fields, copying);
  const metadataCopy = copyAsJson(metadata, { ...copying, ...(allows && { allows }), pointer: '/metadata' });
  const isLeftOut = allows !== undefined && metadataCopy !== undefined && !isNamed(metadataCopy);
  if (isLeftOut) onRedacted('/metadata', 'drop');
  return {
    ...(reasonCopy !== undefined && { reason: reasonCopy }),
    ...(changesCopy !== undefined && { changes: changesCopy }),
    ...(metadataCopy !== undefined && !isLeftOut && { metadata: metadataCopy }),
    ...(Object.keys(redactions).length > 0 && { redactions }),
  };
}

function redactReason(reason: unknown, copying: RedactingCopy): string | undefined {
  if (reason === undefined || reason === null) return undefined;
  if (typeof reason !== 'string') return '[not text]';
  // The copy of a text is a text.
  return copyAsJson(reason, { ...copying, pointer: '/reason' }) as string;
}

/** Whether all that it holds stands under names. */
function isNamed(copy: JsonValue): boolean {
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy);
}
