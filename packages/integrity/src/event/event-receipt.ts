import { invalid, valid, type Checked } from '../checked.js';
import { leafHash } from '../merkle/hash.js';
import { formatBase64, parseBase64 } from '../note/base64.js';
import type { LogVerifier, VerifiedInclusion } from '../verifier/log-verifier.js';
import { bodyDigest } from './body-digest.js';
import { parseEventEntry, type EventEntry } from './event-entry.js';

/** All that shows, without the log, that it has an event: plain JSON. */
export interface EventReceipt {
  /** The event as it is stored, byte for byte. */
  readonly body: string;
  /** What its digest was salted with, in base64. */
  readonly salt: string;
  /** The content of its leaf. */
  readonly entry: string;
  /** A C2SP tlog-proof. */
  readonly proof: string;
}

/** An event that a log has. */
export interface VerifiedEvent extends VerifiedInclusion {
  readonly entry: EventEntry;
}

/**
 * Checks that a log has the event of a receipt, and that its body is the one that was sealed. Fails with
 * ENTRY_MALFORMED, DIGEST_INVALID (another body, or another event's), or as `LogVerifier.verifyInclusion` does.
 */
export function verifyReceipt({ body, salt, entry, proof }: EventReceipt, log: LogVerifier): Checked<VerifiedEvent> {
  const bytes = Buffer.from(entry);
  const parsed = parseEventEntry(bytes);
  if (!parsed.ok) return parsed;
  const saltBytes = parseBase64(salt);
  const { digest, id } = parsed.value;
  if (saltBytes === undefined || formatBase64(bodyDigest(saltBytes, body)) !== digest || idOf(body) !== id) {
    return invalid('DIGEST_INVALID', 'the body is not the one that was sealed');
  }
  const included = log.verifyInclusion(leafHash(bytes), proof);
  return included.ok ? valid({ ...included.value, entry: parsed.value }) : included;
}

/** The digest has shown that the body is what was sealed; only a log that seals rubbish has a body without an id. */
function idOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { readonly id?: unknown } | null)?.id;
  } catch {
    return undefined;
  }
}
