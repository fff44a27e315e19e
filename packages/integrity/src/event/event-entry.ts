import { invalid, valid, type Checked } from '../checked.js';
import { leafHash, type Hash } from '../merkle/hash.js';

/** What the log says of one event: the content of a leaf, without a word of the event's body. */
export interface EventEntry {
  /** The event's id, a UUID. */
  readonly id: string;
  /** When it happened, as the log orders it: RFC 3339, UTC, in milliseconds. */
  readonly occurredAt: string;
  /** When it was stored: RFC 3339, UTC, in microseconds. */
  readonly recordedAt: string;
  /** The database role that stored it. */
  readonly role: string;
  /** The transaction that stored it, a decimal. */
  readonly transaction: string;
  /** `bodyDigest` in base64. */
  readonly digest: string;
}

const version = '1';
const names = ['digest', 'id', 'occurredAt', 'recordedAt', 'role', 'transaction', 'v'] as const;

/** An entry as text: canonical JSON (RFC 8785) of strings, in which every value has one form only. */
export function formatEventEntry({ digest, id, occurredAt, recordedAt, role, transaction }: EventEntry): string {
  // Written out: this runs for every event that is sealed or verified.
  return (
    `{"digest":${JSON.stringify(digest)},"id":${JSON.stringify(id)},"occurredAt":${JSON.stringify(occurredAt)},` +
    `"recordedAt":${JSON.stringify(recordedAt)},"role":${JSON.stringify(role)},` +
    `"transaction":${JSON.stringify(transaction)},"v":"${version}"}`
  );
}

/** The bytes that are hashed. */
export function encodeEventEntry(entry: EventEntry): Uint8Array {
  return Buffer.from(formatEventEntry(entry));
}

/** Reads an entry; fails with ENTRY_MALFORMED unless it is exactly what `encodeEventEntry` writes. */
export function parseEventEntry(bytes: Uint8Array): Checked<EventEntry> {
  const members = parseObject(Buffer.from(bytes).toString());
  if (members === undefined || names.some((name) => typeof members[name] !== 'string')) {
    return invalid('ENTRY_MALFORMED', 'the entry is not one of an event');
  }
  const { v, ...entry } = members as unknown as EventEntry & { readonly v: string };
  if (v !== version) return invalid('ENTRY_MALFORMED', 'the entry is of another version');
  return Buffer.compare(encodeEventEntry(entry), bytes) === 0
    ? valid(entry)
    : invalid('ENTRY_MALFORMED', 'the entry is not in canonical form');
}

/** The leaf of an event. */
export function eventLeaf(entry: EventEntry): Hash {
  return leafHash(encodeEventEntry(entry));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
