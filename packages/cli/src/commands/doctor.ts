import type { AuditError, JsonValue } from '@auditrail/core';
import type { ExamineOptions, Finding, PostgresAuditStore } from '@auditrail/postgres';
import { err, ok, type Result, type ResultAsync } from 'neverthrow';
import { defineCommand, type Command } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { listFindings } from '../encoding/list-findings.js';
import { jsonLine } from '../encoding/json-line.js';
import { usage, type Failure } from '../failure/failure.js';
import { readKnownLog } from '../log/read-known-log.js';
import { withStore } from '../log/with-store.js';

type Examine = (store: PostgresAuditStore, options: ExamineOptions) => ResultAsync<readonly Finding[], AuditError>;

/** Makes the command of an examination. */
export function createDoctor(examine: Examine): Command {
  return defineCommand({
    name: 'doctor',
    summary: 'Examine the log and what guards it',
    about: [
      'Compares the live database with what the log needs: version and settings of the server, owner, members, grants on every table and partition, guards, partitions ahead. Each finding is pass, warn or fail, with what to do. It changes nothing.',
      'Exit status 1 when a check fails, with --strict also when one warns. Run it at each deployment, and after every change of roles.',
      "Connect as a member of the log's maintainer or owner. Any other role is told what it may not see.",
    ],
    operands: [],
    options: {
      anchor: { type: 'string', value: 'FILE', help: 'Compare the log with what `auditrail seal` has published' },
      'key-file': { type: 'string', value: 'FILE', help: 'With --anchor: the public key' },
      json: { type: 'boolean', help: 'Print the findings as one JSON array' },
      strict: { type: 'boolean', help: 'Exit status 1 also when a check warns' },
    },
    examples: [
      ['auditrail doctor', 'Examine the log'],
      ['auditrail doctor --strict --json', 'The same for a pipeline, which stops on a warning'],
    ],
    async run({ values, surroundings }) {
      const anchor = await readAnchor(values['key-file'], values.anchor);
      if (anchor.isErr()) return err(anchor.error);
      return withStore(values, surroundings, async (store) => {
        const findings = await examine(store, anchor.value);
        if (findings.isErr()) return err(findings.error);
        const lines =
          values.json === true ? [jsonLine(findings.value as unknown as JsonValue)] : listFindings(findings.value);
        await printLines(surroundings.stdout, lines);
        const bad: readonly Finding['level'][] = values.strict === true ? ['fail', 'warn'] : ['fail'];
        return ok(findings.value.some(({ level }) => bad.includes(level)) ? 1 : 0);
      });
    },
  });
}

export const doctor = createDoctor((store, options) => store.examine(options));

/** The anchor to compare with, where both options name it. */
async function readAnchor(
  keyFile: string | undefined,
  file: string | undefined,
): Promise<Result<ExamineOptions, Failure>> {
  if (keyFile === undefined && file === undefined) return ok({});
  if (keyFile === undefined || file === undefined) return err(usage('--anchor and --key-file belong together'));
  return (await readKnownLog(keyFile, file)).map((anchor) => ({ anchor }));
}
