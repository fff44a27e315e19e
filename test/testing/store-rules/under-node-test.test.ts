import { storeRules } from '@auditrail/testing';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs the suite in a process of its own under Node's test runner. */
async function runUnderNodeTest(broken: 'yes' | 'no'): Promise<Run> {
  const suite = fileURLToPath(new URL('./node-test-suite.js', import.meta.url));
  const runner = spawn(process.execPath, ['--test', '--test-reporter=tap', suite], {
    env: { PATH: process.env['PATH'], AUDITRAIL_TEST_BROKEN_STORE: broken },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  runner.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    runner.on('error', reject).on('close', resolve);
  });
  return { exitCode, output };
}

describe('describeStoreRules under node:test', () => {
  it('runs every rule, and skips what is not claimed', async () => {
    const { exitCode, output } = await runUnderNodeTest('no');
    expect(exitCode, output).to.equal(0);
    for (const { id } of storeRules) expect(output).to.match(new RegExp(`^ *ok \\d+ - ${id}: `, 'm'));
    expect(output).to.match(/ok \d+ - log-outlives-store: .*not claimed: secondStore\) # SKIP/);
  });

  it('fails with the rule that a store breaks', async () => {
    const { exitCode, output } = await runUnderNodeTest('yes');
    expect(exitCode).to.equal(1);
    expect(output.match(/not ok \d+ - [a-z-]+: /g)).to.have.length(1);
    expect(output).to.match(/not ok \d+ - pages-by-offset: /);
  });
});
