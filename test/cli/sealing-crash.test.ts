import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { postgresVersions, type PostgresVersion } from '../postgres-server/test-database.js';
import { expectSealedOnce } from '../postgres/sealing/expect-sealed-once.js';
import { createSealedDatabase, origin, type SealedDatabase } from '../postgres/sealing/sealed-database.js';
import { writeUntil } from '../postgres/sealing/write-until.js';
import { startAuditrail, type RunningCommand } from './run-auditrail.js';

// `npm run check` asks for more.
const seconds = Number(process.env['AUDITRAIL_TEST_SEALING_SECONDS'] ?? 5);
const writers = 8;
const fewestKills = 5;
const longestPauseMs = 400;
const patienceMs = 30_000;

describe('auditrail seal --watch, killed again and again', function () {
  this.timeout(120_000 + seconds * 2_000);
  let database: SealedDatabase;
  let keyFile: string;
  const running = new Set<RunningCommand>();
  const complaints: string[] = [];

  before(async () => {
    database = await createSealedDatabase(postgresVersions.at(-1) as PostgresVersion);
    keyFile = join(database.folder, 'sealer.key');
    await writeFile(keyFile, database.key);
  });
  after(async () => {
    await Promise.allSettled([...running].map(kill));
    await database.close();
  });

  function start(): void {
    const args = ['seal', '--key-file', keyFile, '--anchor', database.anchorPath, '--watch', '--interval-ms', '5'];
    const sealer = startAuditrail(args, { DATABASE_URL: database.connectionString });
    sealer.child.stderr.on('data', (text: string) => complaints.push(text));
    running.add(sealer);
  }

  async function kill(sealer: RunningCommand): Promise<void> {
    running.delete(sealer);
    sealer.child.kill('SIGKILL');
    await sealer.outcome;
    expect(sealer.child.signalCode, 'it was still running').to.equal('SIGKILL');
  }

  async function signedSize(): Promise<number> {
    const [row] = await database.sql('SELECT coalesce(max(size), 0)::int AS size FROM auditrail.checkpoint');
    return Number(row?.['size']);
  }

  /** Gives up where nothing has been signed for long: it waits for an event that was overlooked. */
  async function untilSigned(size: number): Promise<void> {
    let [signed, since] = [await signedSize(), Date.now()];
    while (signed < size) {
      expect(complaints).to.deep.equal([]);
      expect(Date.now() - since, `ms without progress, signed at ${signed} of ${size}`).to.be.lessThan(patienceMs);
      await sleep(5);
      const now = await signedSize();
      if (now > signed) [signed, since] = [now, Date.now()];
    }
  }

  /** Waits for progress before each kill: a machine on which a process takes long to start sees fewer. */
  async function killForAWhile(): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    start();
    start();
    for (let kills = 0; kills < fewestKills || Date.now() < end; kills += 1) {
      await untilSigned((await signedSize()) + 1);
      await sleep(Math.random() * longestPauseMs);
      await kill([...running][Math.floor(Math.random() * running.size)] as RunningCommand);
      start();
    }
  }

  it('gives each committed event one place, and signs one root for each size', async () => {
    let isOver = false;
    const [written] = await Promise.all([
      writeUntil(() => isOver, database, writers),
      killForAWhile().finally(() => (isOver = true)),
    ]);
    await untilSigned(written.length);
    await Promise.all([...running].map(kill));
    expect(complaints).to.deep.equal([]);

    await expectSealedOnce(database, written);
    const anchored = (await database.anchor.all())._unsafeUnwrap();
    const report = await database.store.verify({ origin, keys: [database.verifierKey], anchored });
    const size = written.length;
    const expected = { holds: true, size, verified: size, pending: 0, problems: [] };
    expect(report._unsafeUnwrap()).to.deep.include(expected);
  });
});
