import type { Changes, Redaction, Redactions } from '../event/audit-event.js';
import type { ChangesInput, FieldPolicies } from '../event/event-input.js';
import { copyAsJson } from '../json/copy-as-json.js';
import { createCopyBudget, spendText } from '../json/copy-budget.js';
import { defaultJsonLimits, type JsonLimits } from '../json/json-limits.js';
import type { JsonValue } from '../json/json-value.js';
import { limitCharacters } from '../json/limit-text.js';
import { sealHashKey } from './hash-key.js';
import { hashValue } from './hash-value.js';
import { matchListedName } from './match-listed-name.js';
import { matchSensitiveName } from './match-sensitive-name.js';
import { redactText } from './text/redact-text.js';
import { redactChanges, type RedactingCopy } from './redact-changes.js';
import { checkRedactionOptions, type RedactionOptions } from './redaction-options.js';

/** The free data of an event, as an application has it. */
export interface Payload {
  readonly changes?: ChangesInput | undefined;
  readonly metadata?: unknown;
  readonly reason?: string | undefined;
}

/** The free data of an event as it is stored. `redactions` is there only when something was redacted. */
export interface RedactedPayload {
  readonly changes?: Changes;
  readonly metadata?: JsonValue;
  readonly reason?: string;
  readonly redactions?: Redactions;
}

/** Copies, redacts and limits the data of events. */
export interface Redactor {
  /** Whether values under that name are not stored as they are. */
  readonly isSensitive: (name: string) => boolean;
  /** Whether there is a key for the policy `hash`. */
  readonly canHash: boolean;
  /** What the policy `hash` makes of a value under each of the keys; empty for a value that it would drop. */
  readonly hashesOf: (value: unknown) => readonly string[];
  /**
   * A safe copy of the payload. Names on the deny list are left out at any depth, in old values, new values and
   * metadata alike; an attribute's policy in `fields` goes before the list for that attribute, not for what is nested
   * in it. Secrets in texts are masked, except in an attribute that is kept by its policy. All parts share the limits.
   * Never throws.
   */
  redact(payload: Payload, fields?: FieldPolicies, limits?: JsonLimits): RedactedPayload;
}

const longestPointer = 512;

/** Makes a redactor. Throws OPTIONS_INVALID for wrong options. */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  checkRedactionOptions(options);
  const isDenied = matchSensitiveName(options);
  const isHashed = matchListedName(options.hash ?? []);
  const allows = options.allowOnly && matchListedName(options.allowOnly);
  const keys = (options.hashKeys ?? []).map(sealHashKey);
  const [currentKey] = keys;
  const isSensitive = (name: string) => isHashed(name) || isDenied(name);
  const policyOf = (name: string) => (isHashed(name) ? 'hash' : isDenied(name) ? 'drop' : undefined);
  const hash = (value: unknown) => currentKey && hashValue(value, currentKey);
  const rewriteText = (text: string) => redactText(text, isSensitive);
  return {
    isSensitive,
    canHash: currentKey !== undefined,
    hashesOf: (value) => keys.flatMap((key) => hashValue(value, key) ?? []),
    redact({ changes, metadata, reason }, fields = {}, limits = defaultJsonLimits) {
      const budget = createCopyBudget(limits);
      const redactions: Record<string, Redaction> = {};
      const onRedacted = (pointer: string, redaction: Redaction) => {
        budget.keysLeft -= 1;
        redactions[spendText(budget, limitCharacters(pointer, longestPointer))] = redaction;
      };
      const allowedMetadata = (copy: JsonValue | undefined) => {
        const isNameless = typeof copy !== 'object' || copy === null || Array.isArray(copy);
        if (allows === undefined || copy === undefined || !isNameless) return copy;
        onRedacted('/metadata', 'drop');
        return undefined;
      };
      const copying: RedactingCopy = { limits, budget, policyOf, hashValue: hash, rewriteText, onRedacted };
      const changesCopy = redactChanges(changes, fields, copying);
      const metadataCopy = allowedMetadata(
        copyAsJson(metadata, { ...copying, ...(allows && { allows }), pointer: '/metadata' }),
      );
      const hidden = reason === undefined ? undefined : rewriteText(reason);
      if (hidden !== undefined) onRedacted('/reason', hidden.redaction);
      return {
        ...(reason !== undefined && { reason: hidden?.text ?? reason }),
        ...(changesCopy !== undefined && { changes: changesCopy }),
        ...(metadataCopy !== undefined && { metadata: metadataCopy }),
        ...(Object.keys(redactions).length > 0 && { redactions }),
      };
    },
  };
}
