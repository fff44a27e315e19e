import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startDurableLog, type DurableLog } from './durable-log.js';
import { writeForever } from './write-forever.js';

// `npm run check` asks for more.
const rounds = Number(process.env['AUDITRAIL_TEST_CRASHES'] ?? 3);

describe('a crash', () => {
  let log: DurableLog;
  const acknowledged: string[] = [];

  before(async function () {
    this.timeout(60_000);
    log = await startDurableLog();
  });
  after(() => log.stop());
  beforeEach(() => {
    acknowledged.length = 0;
  });

  async function expectNothingLost(): Promise<void> {
    const { recorded, rows, rowEvents } = await log.contents();
    expect(acknowledged.filter((id) => !recorded.has(id))).to.deep.equal([]);
    expect(rows).to.deep.equal(rowEvents);
    expect(acknowledged.length).to.be.greaterThan(0);
    expect(rows.size).to.be.greaterThan(0);
  }

  it('of the server loses no acknowledged event, and parts no change from its event', async function () {
    this.timeout(20_000 + rounds * 10_000);
    let isOver = false;
    const { host, user, database } = log;
    const onRecorded = (id: string) => void acknowledged.push(id);
    const writing = writeForever({ host, user, database, onRecorded, isOver: () => isOver });
    try {
      for (let round = 0; round < rounds; round += 1) {
        const before = acknowledged.length;
        while (acknowledged.length < before + 50) await sleep(5);
        await sleep(Math.random() * 50);
        await log.crash();
        await log.untilUp();
      }
    } finally {
      isOver = true;
      await writing;
    }
    await expectNothingLost();
  });

  it('of the process loses no acknowledged event, and parts no change from its event', async function () {
    this.timeout(20_000 + rounds * 10_000);
    const program = fileURLToPath(new URL('./writing-process.js', import.meta.url));
    const { host, user, database } = log;
    for (let round = 0; round < rounds; round += 1) {
      const child = spawn(process.execPath, [program, host, user, database], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      const closed = once(lines, 'close');
      let seen = 0;
      lines.on('line', (id) => {
        acknowledged.push(id);
        seen += 1;
        if (seen === 50) setTimeout(() => child.kill('SIGKILL'), Math.random() * 50);
      });
      await closed;
    }
    await expectNothingLost();
  });
});
