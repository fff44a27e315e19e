import type { JsonValue, StoredEvent } from '@auditrail/core';
import type { EventEncoder } from './event-encoder.js';
import { jsonLine } from './json-line.js';
import { visibleText } from './visible-text.js';

type Column = (event: StoredEvent) => string | undefined;

const columns: { readonly [name: string]: Column } = {
  id: ({ id }) => id,
  occurredAt: ({ occurredAt }) => occurredAt,
  recordedAt: ({ recordedAt }) => recordedAt,
  actorType: ({ actor }) => actor.type,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  onBehalfOfType: ({ actor }) => actor.onBehalfOf?.type,
  onBehalfOfId: ({ actor }) => actor.onBehalfOf?.id,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  resourceType: ({ resource }) => resource.type,
  resourceId: ({ resource }) => resource.id,
  resourceName: ({ resource }) => resource.name,
  parentType: ({ resource }) => resource.parent?.type,
  parentId: ({ resource }) => resource.parent?.id,
  subjectType: ({ subject }) => subject?.type,
  subjectId: ({ subject }) => subject?.id,
  tenant: ({ tenant }) => tenant,
  reason: ({ reason }) => reason,
  source: ({ source }) => source,
  requestId: ({ request }) => request?.id,
  externalRequestId: ({ request }) => request?.externalId,
  traceId: ({ request }) => request?.traceId,
  ip: ({ request }) => request?.ip,
  peerIp: ({ request }) => request?.peerIp,
  userAgent: ({ request }) => request?.userAgent,
  method: ({ request }) => request?.method,
  route: ({ request }) => request?.route,
  sessionDigest: ({ request }) => request?.sessionDigest,
  causedBy: ({ causedBy }) => causedBy,
  changes: ({ changes }) => json(changes),
  metadata: ({ metadata }) => json(metadata),
  redactions: ({ redactions }) => json(redactions),
  dbRole: ({ dbRole }) => dbRole,
  transactionId: ({ transactionId }) => transactionId,
};

/** The columns, in their order; a test compares them with the README. */
export const csvColumns: readonly string[] = Object.keys(columns);

// What a spreadsheet may take for a formula, also behind spaces and in its full-width form; and the apostrophe itself, so
// that a leading one can always be removed.
const formula = /^\s*[=+\-@＝＋－＠']/u;

/**
 * RFC 4180 with a head: every cell in quotation marks, every event on one line. A cell that could be a formula begins with
 * an apostrophe; what is not visible is written as `\uXXXX`. A field that an event does not have is nothing, without marks.
 */
export function createCsvEncoder(): EventEncoder {
  let head = csvRecord(csvColumns);
  return (events) => {
    const records = events.map((event) => csvRecord(Object.values(columns).map((column) => column(event))));
    const text = [head, ...records].join('');
    head = '';
    return text;
  };
}

function csvRecord(cells: readonly (string | undefined)[]): string {
  return `${cells.map((cell) => (cell === undefined ? '' : csvCell(cell))).join(',')}\r\n`;
}

/** One value as a cell. */
export function csvCell(value: string): string {
  const text = visibleText(value);
  const guarded = formula.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : jsonLine(value as JsonValue);
}
