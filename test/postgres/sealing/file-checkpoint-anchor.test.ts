import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCheckpointAnchor } from '@auditrail/postgres';
import { expect } from 'chai';

describe('FileCheckpointAnchor', () => {
  let folder: string;
  let path: string;
  let anchor: FileCheckpointAnchor;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auditrail-anchor-'));
    path = join(folder, 'checkpoints.jsonl');
    anchor = new FileCheckpointAnchor(path);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const latest = async () => (await anchor.latest())._unsafeUnwrap();
  const publish = async (note: string) => (await anchor.publish(note))._unsafeUnwrap();

  it('has nothing before the first note', async () => {
    expect(await latest()).to.equal(undefined);
    expect((await anchor.all())._unsafeUnwrap()).to.deep.equal([]);
  });

  it('gives the last note, also of a file of megabytes', async () => {
    await appendFile(path, `${JSON.stringify('an old note\n'.repeat(20))}\n`.repeat(10_000));
    await publish('the last\n');
    expect(await latest()).to.equal('the last\n');
    expect((await anchor.all())._unsafeUnwrap()).to.have.length(10_001);
  });

  it('takes a line that a crash has cut off for none', async () => {
    await publish('whole\n');
    await appendFile(path, '"cut o');
    expect(await latest()).to.equal('whole\n');
    await publish('next\n');
    expect((await anchor.all())._unsafeUnwrap()).to.deep.equal(['whole\n', 'next\n']);
  });

  it('finds a note that stands far before the end', async () => {
    await publish('whole\n');
    await appendFile(path, `"${'cut off'.repeat(20_000)}`);
    expect(await latest()).to.equal('whole\n');
  });

  it('never takes the end of a line for a note', async () => {
    // The last bytes begin behind a backslash, so that they would read as a note of their own.
    const end = `"${'x'.repeat(64 * 1_024 - 3)}"\n`;
    await publish('whole\n');
    await appendFile(path, `rubbish \\${end}`);
    expect(await latest()).to.equal('whole\n');
  });
});
