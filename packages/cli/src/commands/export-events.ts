import { AuditError } from '@auditrail/core';
import type { EventProof, PostgresAuditStore, StoredBody, StreamFilter } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { readChoice } from '../command-line/read-choice.js';
import { defineCommand } from '../command-line/command.js';
import { createCsvEncoder } from '../encoding/create-csv-encoder.js';
import { createJsonLinesEncoder } from '../encoding/create-json-lines-encoder.js';
import { jsonLine } from '../encoding/json-line.js';
import { usage, type Failure } from '../failure/failure.js';
import { eventFilterOptions, readEventFilter } from '../log/event-filter-options.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';
import { withOutput } from '../output/with-output.js';

const formats = ['jsonl', 'csv', 'bodies', 'receipts'] as const;
type Format = (typeof formats)[number];

export const exportEvents = defineCommand({
  name: 'export',
  summary: 'Write events to a file or stdout, oldest first',
  about: [
    'Reads one snapshot of the log, however long that takes, in constant memory. Meanwhile no month can be dropped.',
    'Formats: jsonl, a stored event a line, where characters that are not visible are escaped and every value stays the same; csv, for spreadsheets, safe from formulas; bodies, each event byte for byte as it was written, without what the database knows of it; receipts, each event with the proof that it was sealed, for `auditrail verify --receipts` or whoever has the public key. What no checkpoint covers yet has no receipt.',
    'A file appears under its name only when it is complete and on disk, readable by you alone. A failure or Ctrl-C leaves nothing.',
    "Connect as a member of the log's reader.",
  ],
  operands: [],
  options: {
    ...eventFilterOptions,
    output: { type: 'string', value: 'FILE', help: 'Where to, in the place of an earlier file (stdout)' },
    format: { type: 'string', value: 'FORMAT', help: 'jsonl, csv, bodies or receipts (jsonl)' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [
    ['auditrail export --from 2026-01-01 --to 2026-03-31 --output q1.jsonl', 'A quarter, for the auditor'],
    [
      'auditrail export --subject-type customer --subject-id 42 --format csv --output customer-42.csv',
      'What is known of a customer',
    ],
    [
      'auditrail export --subject-type customer --subject-id 42 --format receipts --output customer-42.receipts.jsonl',
      'The same, so that others can check it',
    ],
    ['auditrail export --format bodies | zstd > log.jsonl.zst', 'The whole log as it was written'],
  ],
  async run({ values, surroundings }) {
    const { stdout, stderr } = surroundings;
    const format = readChoice('format', values.format, formats);
    if (format.isErr()) return err(format.error);
    if (format.value === 'bodies' && values.output === undefined && stdout.isTTY === true) {
      return err(usage('Bodies may hold what a terminal acts on: name a file with --output, or use another format'));
    }
    const progress = createProgress(stderr, values.progress === true);
    return withStore(values, surroundings, async (store) => {
      const exported = await withOutput(values.output, surroundings, async (output) => {
        let events = 0;
        for await (const text of readTexts(store, readEventFilter(values), format.value)) {
          if (text.isErr()) return err(text.error);
          await output.write(text.value.text);
          events += text.value.events;
          progress.at(events);
        }
        return ok(0 as const);
      });
      if (exported.isOk()) progress.end();
      return exported;
    });
  },
});

interface Written {
  readonly text: string;
  readonly events: number;
}

async function* readTexts(
  store: PostgresAuditStore,
  filter: StreamFilter,
  format: Format,
): AsyncGenerator<Result<Written, Failure>, void> {
  if (format === 'bodies') {
    for await (const body of store.streamBodies(filter)) yield body.andThen(writeBody);
    return;
  }
  if (format === 'receipts') {
    for await (const proof of store.streamProofs(filter)) yield proof.map(writeReceipt);
    return;
  }
  const encode = format === 'csv' ? createCsvEncoder() : createJsonLinesEncoder();
  yield ok({ text: encode([]), events: 0 });
  for await (const event of store.stream(filter)) yield event.map((stored) => ({ text: encode([stored]), events: 1 }));
}

function writeReceipt({ position, receipt }: EventProof): Written {
  return { text: `${jsonLine({ position, ...receipt })}\n`, events: 1 };
}

/** This package writes no line breaks into bodies; who forges one must not make two lines of it. */
function writeBody({ id, body }: StoredBody): Result<Written, Failure> {
  return /[\r\n]/.test(body)
    ? err(new AuditError('SCHEMA_INCOMPATIBLE', `The body of event ${id} has line breaks, which no version writes`))
    : ok({ text: `${body}\n`, events: 1 });
}
