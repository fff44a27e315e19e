import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputFile } from '#cli/output/output-file.js';
import { expect } from 'chai';

describe('OutputFile', () => {
  let directory: string;
  let interruption: AbortController;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'auditrail-output-'));
    interruption = new AbortController();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const create = (name: string) => OutputFile.create(join(directory, name), interruption.signal);

  it('appears under its name when it is finished, readable by its owner alone, in the place of an earlier one', async () => {
    await writeFile(join(directory, 'out'), 'before');
    const file = await create('out');
    await file.write('a');
    await file.write('b');
    expect(await readFile(join(directory, 'out'), 'utf8')).to.equal('before');
    await file.finish();
    file.discard();
    interruption.abort();
    expect(await readFile(join(directory, 'out'), 'utf8')).to.equal('ab');
    expect((await stat(join(directory, 'out'))).mode & 0o777).to.equal(0o600);
    expect(await readdir(directory)).to.deep.equal(['out']);
  });

  it('leaves nothing when it is discarded, or the process interrupted', async () => {
    const one = await create('one');
    const other = await create('other');
    await one.write('a');
    await other.write('b');
    expect(await readdir(directory)).to.have.length(2);
    one.discard();
    interruption.abort();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('writes to the file behind a link', async () => {
    await writeFile(join(directory, 'target'), 'before');
    await symlink('target', join(directory, 'link'));
    const file = await create('link');
    await file.write('a');
    await file.finish();
    expect(await readFile(join(directory, 'target'), 'utf8')).to.equal('a');
  });

  it('refuses what is there and no file', async () => {
    await mkdir(join(directory, 'folder'));
    for (const path of [join(directory, 'folder'), '/dev/null']) {
      const failure: unknown = await OutputFile.create(path, interruption.signal).catch((error: unknown) => error);
      expect(failure).to.include({ code: 'OUTPUT_FAILED' });
    }
  });
});
