import type { JsonValue } from '@auditrail/core';
import {
  FileCheckpointAnchor,
  verifyFiles,
  type FileVerificationReport,
  type VerificationReport,
} from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import type { Surroundings } from '../command-line/surroundings.js';
import { readOptionFile } from '../command-line/read-option-file.js';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { jsonLine } from '../encoding/json-line.js';
import { usage } from '../failure/failure.js';
import { describeProblems } from '../log/describe-problems.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';
import { watchLog } from './watch-log.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Compare the log with what was sealed and signed',
  about: [
    'Reads every event, its leaf in the tree, and compares the tree with each signed checkpoint. Says which positions do not hold, and how: missing, altered, reordered, forked, rolled back. Exit status 1 when anything does not.',
    'Without --anchor only the database itself is asked what was signed, and who can write it could have changed that as well. With --from only what came since that checkpoint is read: the last line says what was not.',
    'With --watch it goes on until it is stopped: what is new is verified at each turn, and every old event is read again within so many days. Each problem is told once.',
    'With --tiles no database is asked: the directory that `auditrail tiles` has written is checked, and with --archive the events of a month that `auditrail archive` has written against it.',
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
    archive: { type: 'string', value: 'FILE', help: 'With --tiles: the manifest of an archive to compare' },
    json: { type: 'boolean', help: 'Print the report as one JSON object' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [
    ['auditrail verify --key-file sealer.pub --anchor /mnt/anchor/checkpoints.jsonl', 'The whole log'],
    ['auditrail verify --key-file sealer.pub --from yesterday.checkpoint', 'What came since yesterday'],
    [
      'auditrail verify --key-file sealer.pub --tiles tiles --archive 2019-01.manifest.json',
      'An archived month, offline',
    ],
  ],
  async run({ values, surroundings }) {
    const { 'key-file': keyFile, anchor, from: fromFile, tiles, archive } = values;
    if (keyFile === undefined) return err(usage('verify needs --key-file'));
    if (archive !== undefined && tiles === undefined) return err(usage('--archive needs --tiles'));
    if (values.watch === true && (fromFile ?? tiles) !== undefined) {
      return err(usage('--watch keeps its own place: without --from and --tiles'));
    }
    if (fromFile !== undefined && tiles !== undefined)
      return err(usage('--tiles are checked as a whole, without --from'));
    const key = await readOptionFile('key-file', keyFile);
    if (key.isErr()) return err(key.error);
    const anchored = anchor === undefined ? ok(undefined) : await new FileCheckpointAnchor(anchor).all();
    if (anchored.isErr()) return err(anchored.error);
    const from = fromFile === undefined ? ok(undefined) : await readOptionFile('from', fromFile);
    if (from.isErr()) return err(from.error);
    const progress = createProgress(surroundings.stderr, values.progress === true);
    const log = { origin: key.value.split('+')[0] ?? '', keys: [key.value.trim()], anchored: anchored.value };
    if (values.watch === true) {
      const withinDays = readWholeNumber('within-days', values['within-days'] ?? '30');
      if (withinDays.isErr()) return err(withinDays.error);
      const intervalMs = readWholeNumber('interval-ms', values['interval-ms'] ?? '60000');
      if (intervalMs.isErr()) return err(intervalMs.error);
      return watchLog(values, surroundings, {
        ...log,
        anchor: anchor === undefined ? undefined : new FileCheckpointAnchor(anchor),
        withinDays: withinDays.value,
        intervalMs: intervalMs.value,
        stateFile: values.state,
      });
    }
    if (tiles !== undefined) {
      const report = await verifyFiles({ ...log, tiles, archive, onProgress: (position) => progress.at(position) });
      if (report.isErr()) return err(report.error);
      progress.end();
      await printReport(surroundings, values.json, report.value, () => describeFiles(report.value, archive));
      return ok(report.value.holds ? 0 : 1);
    }
    return withStore(values, surroundings, async (store) => {
      const report = await store.verify({
        ...log,
        from: from.value,
        onProgress: (position) => progress.at(position),
      });
      if (report.isErr()) return err(report.error);
      progress.end();
      await printReport(surroundings, values.json, report.value, () => describe(report.value, anchor !== undefined));
      return ok(report.value.holds ? 0 : 1);
    });
  },
});

async function printReport(
  { stdout }: Surroundings,
  json: boolean | undefined,
  report: VerificationReport | FileVerificationReport,
  describeIt: () => readonly string[],
): Promise<void> {
  await printLines(stdout, json === true ? [jsonLine(report as unknown as JsonValue)] : describeIt());
}

const count = (number: number) => number.toLocaleString('en');

function describe(report: VerificationReport, isAnchored: boolean): readonly string[] {
  return [
    ...describeProblems(report.problems, report.problemCount),
    `${report.holds ? 'holds' : 'does not hold'}: ${count(report.verified)} of ${count(report.size)} events read, ${count(report.problemCount)} problems`,
    ...(report.archived > 0
      ? [`${count(report.archived)} are in archives: their leaves hold, they were not read`]
      : []),
    ...(report.pending > 0 ? [`${count(report.pending)} are not sealed yet`] : []),
    ...(report.verifiedFrom > 0 ? [`not read again: the first ${count(report.verifiedFrom)}`] : []),
    ...(isAnchored
      ? []
      : ['compared with no anchor: who writes the database could have signed it anew, had they the key']),
  ];
}

function describeFiles(
  { holds, size, archived, problems, problemCount }: FileVerificationReport,
  archive: string | undefined,
): readonly string[] {
  return [
    ...describeProblems(problems, problemCount),
    `${holds ? 'holds' : 'does not hold'}: ${count(size)} entries are what was signed, ${count(problemCount)} problems`,
    ...(archive === undefined ? [] : [`${count(archived)} events of the archive are what was sealed`]),
  ];
}
