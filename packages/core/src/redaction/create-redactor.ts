import type { FieldPolicies } from '../event/event-input.js';
import { claimStack } from '../json/claim-stack.js';
import { CopyFailure } from '../json/copy-failure.js';
import { defaultJsonLimits, type JsonLimits } from '../json/json-limits.js';
import { sealHashKey } from './hash-key.js';
import { hashValue } from './hash-value.js';
import { matchListedName } from './match-listed-name.js';
import { matchSensitiveName } from './match-sensitive-name.js';
import { redactPayload, type Payload, type RedactedPayload, type RedactionRules } from './redact-payload.js';
import { checkRedactionOptions, type RedactionOptions } from './redaction-options.js';
import { redactText } from './text/redact-text.js';

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
   * Should it fail, nothing of the payload is left and `redactions` says so. Never throws.
   */
  redact(payload: Payload, fields?: FieldPolicies, limits?: JsonLimits): RedactedPayload;
}

/** Makes a redactor. Throws OPTIONS_INVALID for wrong options. */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  checkRedactionOptions(options);
  const isDenied = matchSensitiveName(options);
  const isHashed = matchListedName(options.hash ?? []);
  const keys = (options.hashKeys ?? []).map(sealHashKey);
  const [currentKey] = keys;
  const isSensitive = (name: string) => isHashed(name) || isDenied(name);
  const rules: RedactionRules = {
    policyOf: orGiveUp((name) => (isHashed(name) ? 'hash' : isDenied(name) ? 'drop' : undefined)),
    allows: options.allowOnly && orGiveUp(matchListedName(options.allowOnly)),
    hashValue: orGiveUp((value) => currentKey && hashValue(value, currentKey)),
    redactText: orGiveUp((text) => redactText(text, isSensitive)),
  };
  return {
    isSensitive,
    canHash: currentKey !== undefined,
    hashesOf: (value) => keys.flatMap((key) => hashValue(value, key) ?? []),
    redact(payload, fields = {}, limits = defaultJsonLimits) {
      try {
        claimStack();
        return redactPayload(payload, { fields, limits, rules });
      } catch {
        return failedPayload(payload);
      }
    },
  };
}

/** Gives the whole payload up when one of the rules fails: nothing that was not looked at is stored. */
function orGiveUp<Asked, Answer>(ask: (asked: Asked) => Answer): (asked: Asked) => Answer {
  return (asked) => {
    try {
      return ask(asked);
    } catch {
      // Security: the cause may quote what it was asked about.
      throw new CopyFailure('The redactor failed');
    }
  };
}

function failedPayload({ changes, metadata, reason }: Payload): RedactedPayload {
  const isGiven = (value: unknown) => value !== undefined && value !== null;
  return {
    hasFailed: true,
    redactions: {
      ...(isGiven(changes) && { '/changes': 'failed' as const }),
      ...(isGiven(metadata) && { '/metadata': 'failed' as const }),
      ...(isGiven(reason) && { '/reason': 'failed' as const }),
    },
  };
}
