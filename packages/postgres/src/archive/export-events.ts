import { canonicalJson } from '@auditrail/core';
import type { Execute } from '../connection/connection-pool.js';
import { utcText } from '../query/utc-text.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { ArchiveFile } from './archive-file.js';
import type { ArchivedEventName, ArchiveManifest } from './archive-manifest.js';
import { BodiesDigest } from './bodies-digest.js';

/** What was exported. */
export interface ExportedEvents {
  readonly summary: Pick<ArchiveManifest, 'events' | 'first' | 'last'>;
  readonly bodiesSha256: string;
}

const eventsPerFetch = 500;

/** Writes the events of a month, in the order of time and id, a few hundred in memory at a time. */
export async function exportEvents(
  execute: Execute,
  schema: SchemaName,
  firstDay: string,
  files: { readonly bodies: ArchiveFile; readonly facts: ArchiveFile },
  onProgress: ((events: number) => void) | undefined,
): Promise<ExportedEvents> {
  await execute(cursorText(schema), [firstDay]);
  const digest = new BodiesDigest();
  let events = 0;
  let first: ArchivedEventName | null = null;
  let last: ArchivedEventName | null = null;
  for (;;) {
    const { rows } = await execute(`FETCH ${String(eventsPerFetch)} FROM auditrail_archive`);
    let bodies = '';
    let facts = '';
    for (const { body, ...row } of rows) {
      const { id, occurredAt } = row as Readonly<Record<string, string>>;
      digest.add(occurredAt ?? '', body ?? '');
      bodies += `${body ?? ''}\n`;
      facts += `${canonicalJson(row)}\n`;
      last = { occurredAt: occurredAt ?? '', id: id ?? '' };
      first ??= last;
    }
    await files.bodies.write(bodies);
    await files.facts.write(facts);
    events += rows.length;
    onProgress?.(events);
    if (rows.length < eventsPerFetch) return { summary: { events, first, last }, bodiesSha256: digest.end() };
  }
}

function cursorText(schema: SchemaName): string {
  return `DECLARE auditrail_archive NO SCROLL CURSOR FOR
SELECT body, id, ${utcText('event.occurred_at', 'MS')} AS "occurredAt", ${utcText('recorded_at', 'US')} AS "recordedAt",
  db_role AS "dbRole", tx, encode(salt, 'hex') AS salt, transactional::text
FROM ${schema.identifier}.stored_event AS event
WHERE occurred_at >= timezone('UTC', $1::timestamp)
  AND occurred_at < timezone('UTC', $1::timestamp + interval '1 month')
ORDER BY event.occurred_at, id`;
}
