import { CompactRange, leafHash } from '@auditrail/integrity';
import { expect } from 'chai';
import type { SealedDatabase } from './sealed-database.js';

/** Each of these events has one place, there are no others, and the anchor has one root for each size. */
export async function expectSealedOnce(database: SealedDatabase, written: readonly string[]): Promise<void> {
  const leaves = await database.leaves();
  expect(leaves.map(({ position }) => position)).to.deep.equal(leaves.map((_, index) => index));
  expect(leaves).to.have.length(written.length);
  expect(new Set(leaves.map(({ id }) => id))).to.deep.equal(new Set(written));
  const notes = (await database.anchor.all())._unsafeUnwrap();
  expect(notes.length).to.be.greaterThan(2);
  await expectOneRootForEachSize(database, notes);
}

async function expectOneRootForEachSize(database: SealedDatabase, notes: readonly string[]): Promise<void> {
  const rows = await database.sql('SELECT entry FROM auditrail.tree_leaf ORDER BY position');
  const roots = new Map<number, string>();
  const tree = new CompactRange();
  for (const { entry } of rows) {
    tree.append(leafHash(Buffer.from(String(entry))));
    roots.set(tree.size, Buffer.from(tree.root()).toString('base64'));
  }
  for (const note of notes) {
    const [, size, root] = note.split('\n');
    expect(root).to.equal(roots.get(Number(size)));
  }
}
