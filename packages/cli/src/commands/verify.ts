import type { JsonValue } from '@auditrail/core';
import {
  verifyFiles,
  verifyReceipts,
  type FileVerificationReport,
  type ReceiptsReport,
  type VerificationReport,
} from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { readOptionFile } from '../command-line/read-option-file.js';
import { jsonLine } from '../encoding/json-line.js';
import type { ExitStatus } from '../failure/exit-status.js';
import { usage } from '../failure/failure.js';
import { describeFiles, describeLog, describeReceipts } from '../log/describe-verification.js';
import { readKnownLog } from '../log/read-known-log.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';
import { watchLog } from './watch-log.js';

type Report = FileVerificationReport | ReceiptsReport | VerificationReport;

export const verify = defineCommand({
  name: 'verify',
  summary: 'Compare the log with what was sealed and signed',
  about: [
    'Reads every event, its leaf in the tree, and compares the tree with each signed checkpoint. Says which positions do not hold, and how: missing, altered, reordered, forked, rolled back. Exit status 1 when anything does not.',
    'Without --anchor only the database itself is asked what was signed, and who can write it could have changed that as well. With --from only what came since that checkpoint is read: the last line says what was not.',
    'With --watch it goes on until it is stopped: what is new is verified at each turn, and every old event is read again within so many days. Each problem is told once.',
    'With --tiles or --receipts no database is asked. The directory that `auditrail tiles` has written is checked, and with --archive the events of a month that `auditrail archive` has written against it. Each receipt of an export shows that the log has its event; that none is left out only the tiles show.',
    "Otherwise connect as a member of the log's reader or owner.",
  ],
  operands: [],
  options: {
    'key-file': { type: 'string', value: 'FILE', help: 'The public key, as `auditrail keygen` printed it. Required' },
    anchor: { type: 'string', value: 'FILE', help: 'Where `auditrail seal` publishes checkpoints' },
    from: {
      type: 'string',
      value: 'FILE',
      help: 'A checkpoint, as `auditrail checkpoint` prints it, that held before',
    },
    watch: { type: 'boolean', help: 'Go on until SIGINT or SIGTERM' },
    'within-days': { type: 'string', value: 'N', help: 'With --watch: in which time old events have their turn (30)' },
    'interval-ms': { type: 'string', value: 'N', help: 'With --watch: the pause between two turns (60000)' },
    state: { type: 'string', value: 'FILE', help: 'With --watch: where it keeps how far it is' },
    tiles: { type: 'string', value: 'DIR', help: 'Check the log that `auditrail tiles` has written, offline' },
    receipts: { type: 'string', value: 'FILE', help: 'Check what `auditrail export --format receipts` wrote, offline' },
    archive: { type: 'string', value: 'FILE', help: 'With --tiles: the manifest of an archive to compare' },
    json: { type: 'boolean', help: 'Print the report as one JSON object' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [
    ['auditrail verify --key-file sealer.pub --anchor /mnt/anchor/checkpoints.jsonl', 'The whole log'],
    ['auditrail verify --key-file sealer.pub --from yesterday.checkpoint', 'What came since yesterday'],
    [
      'auditrail verify --key-file sealer.pub --anchor /mnt/anchor/checkpoints.jsonl --watch --state verify.json',
      'For a service',
    ],
    [
      'auditrail verify --key-file sealer.pub --receipts customer-42.receipts.jsonl',
      'What somebody was given, offline',
    ],
    [
      'auditrail verify --key-file sealer.pub --tiles tiles --archive 2019-01.manifest.json',
      'An archived month, offline',
    ],
  ],
  async run({ values, surroundings }) {
    const { 'key-file': keyFile, anchor, from: fromFile, tiles, receipts, archive } = values;
    if (keyFile === undefined) return err(usage('verify needs --key-file'));
    const ways = [values.watch, fromFile, tiles, receipts].filter((way) => way !== undefined && way !== false);
    if (ways.length > 1) return err(usage('--from, --tiles, --receipts and --watch exclude each other'));
    if (archive !== undefined && tiles === undefined) return err(usage('--archive needs --tiles'));
    const readLog = () => readKnownLog(keyFile, anchor);
    if (values.watch === true) return watchLog(values, surroundings, readLog);
    const log = await readLog();
    if (log.isErr()) return err(log.error);
    const progress = createProgress(surroundings.stderr, values.progress === true);
    const told = { ...log.value, onProgress: (position: number) => progress.at(position) };
    const tell = async (report: Report, lines: readonly string[]): Promise<ExitStatus> => {
      progress.end();
      await printLines(surroundings.stdout, values.json === true ? [jsonLine(report as unknown as JsonValue)] : lines);
      return report.holds ? 0 : 1;
    };
    if (tiles !== undefined) {
      const report = await verifyFiles({ ...told, tiles, archive });
      if (report.isErr()) return err(report.error);
      return ok(await tell(report.value, describeFiles(report.value)));
    }
    if (receipts !== undefined) {
      const report = await verifyReceipts({ ...told, receipts });
      if (report.isErr()) return err(report.error);
      return ok(await tell(report.value, describeReceipts(report.value)));
    }
    const from = fromFile === undefined ? ok(undefined) : await readOptionFile('from', fromFile);
    if (from.isErr()) return err(from.error);
    return withStore(values, surroundings, async (store) => {
      const report = await store.verify({ ...told, from: from.value });
      if (report.isErr()) return err(report.error);
      return ok(await tell(report.value, describeLog(report.value, anchor !== undefined)));
    });
  },
});
