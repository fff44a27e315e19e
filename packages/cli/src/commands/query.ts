import { createAuditTrail } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { readChoice } from '../command-line/read-choice.js';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { createCsvEncoder } from '../encoding/create-csv-encoder.js';
import type { EventEncoder } from '../encoding/event-encoder.js';
import { createTableEncoder } from '../encoding/create-table-encoder.js';
import { createJsonLinesEncoder } from '../encoding/create-json-lines-encoder.js';
import { usage, type Failure } from '../failure/failure.js';
import { eventFilterOptions, readEventFilter } from '../log/event-filter-options.js';
import { withStore } from '../log/with-store.js';
import { withOutput } from '../output/with-output.js';

const formats = ['table', 'jsonl', 'csv'] as const;
const defaultLimit = '100';
const pageOfAll = '500';

export const query = defineCommand({
  name: 'query',
  summary: 'Read events, newest first',
  about: [
    'Conditions are joined by AND. Where there are more events than the limit, stderr names the cursor to go on with.',
    'Formats: table, as wide as the terminal; jsonl, a stored event a line; csv, for spreadsheets, safe from formulas. Whatever an event holds, only visible characters are printed; others are written as \\uXXXX.',
    "Connect as a member of the log's reader.",
  ],
  operands: [],
  options: {
    ...eventFilterOptions,
    limit: { type: 'string', value: 'N', help: 'How many events, 1 to 1000 (100)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'Go on where a page with the same filters ended' },
    all: { type: 'boolean', help: 'Every event, page by page. `auditrail export` reads them all at one moment' },
    format: { type: 'string', value: 'FORMAT', help: 'table, jsonl or csv (table)' },
  },
  examples: [
    ["auditrail query --action 'invoice.*' --from 2026-01-01", 'What happened to invoices this year'],
    ['auditrail query --actor-id 7 --outcome denied', 'What user 7 was not allowed to do'],
    ['auditrail query --resource-type Invoice --resource-id 42 --all --format jsonl', 'The history of a record'],
  ],
  async run({ values, surroundings }) {
    const { all = false, cursor } = values;
    if (all && values.limit !== undefined) return err(usage('--all and --limit exclude each other'));
    const limit = readWholeNumber('limit', values.limit ?? (all ? pageOfAll : defaultLimit));
    const encode = readFormat(values.format, surroundings.stdout.columns);
    if (limit.isErr()) return err(limit.error);
    if (encode.isErr()) return err(encode.error);
    return withStore(values, surroundings, async (store) => {
      const audit = createAuditTrail({ store, onError: () => undefined });
      const filter = { ...readEventFilter(values), limit: limit.value };
      const next = await withOutput(undefined, surroundings, async (output) => {
        let after = cursor;
        do {
          const page = await audit.query({ ...filter, cursor: after });
          if (page.isErr()) return err(page.error);
          await output.write(encode.value(page.value.events));
          after = page.value.nextCursor;
        } while (all && after !== undefined);
        return ok(after);
      });
      if (next.isErr()) return err(next.error);
      if (next.value !== undefined) await printLines(surroundings.stderr, [`more events: --cursor ${next.value}`]);
      return ok(0);
    });
  },
});

function readFormat(format: string | undefined, columns: number | undefined): Result<EventEncoder, Failure> {
  return readChoice('format', format, formats).map((chosen) => {
    if (chosen === 'jsonl') return createJsonLinesEncoder();
    return chosen === 'csv' ? createCsvEncoder() : createTableEncoder(columns);
  });
}
