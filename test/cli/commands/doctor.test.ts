import { AuditError } from '@auditrail/core';
import { parseCommand } from '#cli/command-line/parse-command.js';
import { createDoctor } from '#cli/commands/doctor.js';
import type { Finding } from '@auditrail/postgres';
import { expect } from 'chai';
import { errAsync, okAsync } from 'neverthrow';
import { createCollectingStream } from '../collecting-stream.js';

const pass: Finding = { check: 'encoding', level: 'pass', message: 'UTF8' };
const warn: Finding = {
  check: 'single-role',
  level: 'warn',
  message: 'One role does all',
  remedy: 'Separate\u001b them',
};
const fail: Finding = { check: 'rules', level: 'fail', message: 'There is a rule on event', remedy: 'Drop it' };

async function examine(found: readonly Finding[], ...args: readonly string[]) {
  const doctor = createDoctor(() => okAsync(found));
  const { stream: stdout, text } = createCollectingStream();
  const invocation = parseCommand(doctor, args)._unsafeUnwrap();
  const { signal: interruption } = new AbortController();
  const status = await doctor.run({ ...invocation, surroundings: { env: {}, stdout, stderr: stdout, interruption } });
  return { status: status._unsafeUnwrap(), stdout: text() };
}

describe('createDoctor', () => {
  it('lists the findings with their remedies, only visible characters among them', async () => {
    expect((await examine([pass, warn, fail])).stdout).to.equal(
      [
        'pass  encoding     UTF8',
        'warn  single-role  One role does all',
        '                   Separate\\u001b them',
        'fail  rules        There is a rule on event',
        '                   Drop it',
        '1 pass, 1 warn, 1 fail',
        '',
      ].join('\n'),
    );
  });

  it('prints them as JSON', async () => {
    const { stdout } = await examine([pass, warn], '--json');
    expect(JSON.parse(stdout)).to.deep.equal([pass, warn]);
    expect(stdout.split('\n')).to.have.length(2);
  });

  it('ends with 1 when a check fails, and with --strict when one warns', async () => {
    expect((await examine([pass])).status).to.equal(0);
    expect((await examine([pass, warn])).status).to.equal(0);
    expect((await examine([pass, warn], '--strict')).status).to.equal(1);
    expect((await examine([pass, fail])).status).to.equal(1);
  });

  it('passes on the failure to examine', async () => {
    const doctor = createDoctor(() => errAsync(new AuditError('STORE_TIMEOUT', 'Too long')));
    const { stream } = createCollectingStream();
    const surroundings = { env: {}, stdout: stream, stderr: stream, interruption: new AbortController().signal };
    const outcome = await doctor.run({ values: {}, operands: [], surroundings });
    expect(outcome._unsafeUnwrapErr()).to.include({ code: 'STORE_TIMEOUT' });
  });
});
