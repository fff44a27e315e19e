import { expect } from 'chai';
import { runInProcess } from './run-in-process.js';
import { createSealingSetup, type SealingSetup } from './sealing-setup.js';

describe('auditrail, a log under a new name', function () {
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

  it('goes on under a new name, once, and says what it leaves behind', async () => {
    await setup.makeKey('new', 'audit.test/log-2');
    const recovering = [
      ...['recover', '--key-file', file('new.key'), '--anchor', file('new.jsonl')],
      ...['--old-key-file', file('sealer.pub'), '--old-anchor', file('anchor.jsonl')],
    ];
    expect((await run('recover')).stderr).to.include('recover needs --key-file, --anchor');
    expect((await run(...recovering, '--reason', ' ')).stderr).to.include('recover needs a --reason');
    const unread = (option: string) => run(...recovering, '--reason', 'x', option, file('none'));
    expect(await unread('--key-file')).to.include({ status: 2 });
    expect(await unread('--old-key-file')).to.include({ status: 2 });
    expect((await unread('--old-anchor')).stderr).to.include('ANCHOR_FAILED');
    const { status, stdout, stderr } = await run(...recovering, '--reason', 'a test');
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(
      /^audit\.test\/log was signed last at \d+; event [0-9a-f-]{36} says so\naudit\.test\/log-2 is signed at \d+\n$/,
    );
    const again = await run(...recovering, '--reason', 'a test');
    expect(again.stdout.split('\n')).to.deep.equal([stdout.split('\n')[0], 'nothing more is to be signed', '']);
    const queried = await run('query', '--action', 'auditrail.log.recover', '--format', 'jsonl');
    expect(queried.stdout.trim().split('\n')).to.have.length(1);
    const verified = await run('verify', '--key-file', file('new.pub'), '--anchor', file('new.jsonl'));
    expect(verified.stdout).to.include('altered  position 2');
  });

  it('says who is to sign where its own login may not', async () => {
    const { database } = setup;
    const [owner, user] = [`owner_${database.database}`, `owning_${database.database}`] as const;
    (await database.store.migrate({ roles: { owner } }))._unsafeUnwrap();
    await database.sql(`CREATE ROLE ${user} LOGIN NOINHERIT IN ROLE ${owner}`);
    await setup.makeKey('third', 'audit.test/log-3');
    const recovering = [
      ...['recover', '--key-file', file('third.key'), '--anchor', file('third.jsonl')],
      ...['--old-key-file', file('new.pub'), '--old-anchor', file('new.jsonl'), '--reason', 'a test'],
    ];
    const told = await runInProcess(recovering, { DATABASE_URL: `${database.connectionString}&user=${user}` });
    expect(told.stdout.split('\n')[1]).to.equal('this login may not seal: run auditrail seal as the one that does');
    const sealed = await run('seal', '--key-file', file('third.key'), '--anchor', file('third.jsonl'));
    expect(sealed.stdout).to.match(/signed at \d+; the tree has \d+\n$/);
    await database.sql(`DROP ROLE ${user}`);
  });
});
