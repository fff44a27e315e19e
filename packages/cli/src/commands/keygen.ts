import { writeFile } from 'node:fs/promises';
import { generateNoteKey } from '@auditrail/integrity';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { CommandError } from '../failure/command-error.js';
import { usage } from '../failure/failure.js';

export const keygen = defineCommand({
  name: 'keygen',
  summary: 'Make the key that signs what a log is',
  about: [
    'ORIGIN names the log for ever, such as audit.example.com/billing: it is in every checkpoint. The private key goes into a file that only its owner can read, and never into the database; the public key is printed, for everybody who verifies.',
    'A file that is there already is never overwritten: whoever loses the key cannot go on with the log under its name.',
  ],
  operands: ['ORIGIN'],
  options: {
    output: { type: 'string', value: 'FILE', help: 'Where the private key goes. Required' },
  },
  examples: [
    ['auditrail keygen audit.example.com/billing --output sealer.key', 'Make a key for the log of the billing'],
  ],
  async run({ values: { output }, operands: [origin = ''], surroundings }) {
    if (output === undefined) return err(usage('keygen needs --output'));
    const pair = makeKey(origin);
    if (pair === undefined) return err(usage('ORIGIN has no spaces and no plus'));
    try {
      await writeFile(output, `${pair.privateKey}\n`, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      return err(new CommandError('OUTPUT_FAILED', 'The key cannot be written, or a file is there already', { cause }));
    }
    await printLines(surroundings.stdout, [pair.verifierKey]);
    return ok(0);
  },
});

function makeKey(origin: string) {
  try {
    return generateNoteKey(origin);
  } catch {
    return undefined;
  }
}
