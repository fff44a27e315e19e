import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { VerificationProgress } from '@auditrail/postgres';
import { expect } from 'chai';
import { createSealingSetup, type SealingSetup } from './sealing-setup.js';

describe('auditrail, verification turn after turn', function () {
  this.timeout(30_000);
  let setup: SealingSetup;
  before(async () => {
    setup = await createSealingSetup();
    await setup.makeKey('sealer', 'audit.test/log');
    await setup.append(5);
    await setup.run(...setup.sealing);
    await setup.tamperWith(1);
  });
  after(() => setup.close());

  const run = (...args: readonly string[]) => setup.run(...args);
  const file = (name: string) => setup.file(name);

  it('goes on from its state, and tells a problem once', async () => {
    const state = file('verify.json');
    const watching = [...setup.verifying, '--watch'];
    const start = () => setup.start(...watching, '--interval-ms', '10', '--state', state);
    const stateReaches = async (isReached: (progress: VerificationProgress) => boolean) => {
      for (;;) {
        const kept = await readFile(state, 'utf8').catch(() => '{}');
        if (isReached(JSON.parse(kept) as VerificationProgress)) return;
        await delay(5);
      }
    };
    const first = start();
    await stateReaches(({ position }) => position > 0);
    first.child.kill('SIGTERM');
    const found = await first.outcome;
    expect([found.status, found.stderr]).to.deep.equal([143, '']);
    expect(found.stdout).to.match(
      /^altered {2}position 1 {2}[0-9a-f-]{36} {2}not as sealed: db_role\ndoes not hold: of 5 events 5 read and 0 read again, 1 problems\n/,
    );
    const { checkpoint } = JSON.parse(await readFile(state, 'utf8')) as VerificationProgress;
    const roundStartedAt = new Date(Date.now() - 40 * 86_400_000).toISOString();
    await writeFile(state, JSON.stringify({ checkpoint, position: 0, roundStartedAt }));
    const second = start();
    await stateReaches((progress) => progress.roundStartedAt !== roundStartedAt);
    second.child.kill('SIGTERM');
    const again = await second.outcome;
    expect(again.stdout.match(/altered/g)).to.have.length(1);
    expect(again.stdout).to.include('of 5 events 0 read and 5 read again, 1 problems');
  });

  it('refuses to watch what it cannot, and a state that it has not kept', async () => {
    const watching = ['verify', '--key-file', file('sealer.pub'), '--watch'];
    expect((await run(...watching, '--tiles', file('none'))).stderr).to.include('exclude each other');
    expect(await run(...watching, '--within-days', 'few')).to.include({ status: 2 });
    expect(await run(...watching, '--interval-ms', 'few')).to.include({ status: 2 });
    expect((await run(...watching, '--within-days', '0')).stderr).to.include('OPTIONS_INVALID');
    expect(await run(...watching, '--state', setup.directory)).to.include({ status: 2 });
    const states = ['', 'null', '{"position":-0.5}', '{"position":1,"roundStartedAt":"once"}'];
    const future = new Date(Date.now() + 86_400_000).toISOString();
    states.push(JSON.stringify({ position: 0, roundStartedAt: future }), JSON.stringify({ position: -1 }));
    for (const rubbish of states) {
      await writeFile(file('rubbish.json'), rubbish);
      expect(await run(...watching, '--state', file('rubbish.json'))).to.include({ status: 2 });
    }
    expect((await run(...watching, '--state', join(file('none'), 'state'))).stderr).to.include('OUTPUT_FAILED');
  });
});
