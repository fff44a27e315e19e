import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import * as first from '@auditrail/core';

/** Where the workspace keeps its packages. */
const installed = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('neverthrow/package.json')))));

describe('two installed copies of the package', () => {
  let folder: string;
  let second: typeof first;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'auditrail-')));
    const original = dirname(dirname(fileURLToPath(import.meta.resolve('@auditrail/core'))));
    const copy = join(folder, 'node_modules', '@auditrail', 'core');
    await cp(join(original, 'dist'), join(copy, 'dist'), { recursive: true });
    await cp(join(original, 'package.json'), join(copy, 'package.json'));
    await symlink(join(installed, 'node_modules', 'neverthrow'), join(folder, 'node_modules', 'neverthrow'));
    second = (await import(pathToFileURL(join(copy, 'dist', 'index.js')).href)) as typeof first;
  });

  after(() => rm(folder, { recursive: true }));

  it('are two', () => {
    expect(second.currentAuditContext).not.to.equal(first.currentAuditContext);
  });

  it('share one context', () => {
    const context = { v: 1, actor: { type: 'user', id: 'u-1' } } as const;
    expect(first.runWithAuditContext(context, second.currentAuditContext)).to.equal(context);
    expect(second.runWithAuditContext(context, first.currentAuditContext)).to.equal(context);
  });

  it('attribute events to the actor that the other copy was told', async () => {
    const one = first.createAuditTrail({ store: new first.MemoryAuditStore() });
    const store = new second.MemoryAuditStore();
    const other = second.createAuditTrail({ store });
    await one.runAs({ type: 'user', id: 'u-1' }, () => other.record({ action: 'a', resource: { type: 'r' } }));
    expect(store.events.map(({ actor }) => actor)).to.deep.equal([{ type: 'user', id: 'u-1' }]);
  });
});
