import {
  CompactRange,
  formatCheckpoint,
  formatTlogProof,
  fullSubtrees,
  generateNoteKey,
  leafHash,
  MemoryTree,
  nodeHash,
  parsePrivateKey,
  parseTlogProof,
  proveInclusion,
  signNote,
  verifyInclusion,
  type Hash,
  type NodeReader,
} from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { mutationRuns, mutationsOf, mutationTimeout } from '../mutations.js';
import { createSealedLog, origin, valueOf } from '../sealed-log.js';
import { createSigstoreVerifier, sigstoreIncludes, type EntryClaim } from '../sigstore-verifier.js';

const count = 45;
const sizes = [1, 2, 3, 7, 8, 31, count];
// Above 2 ** 32, where numbers that are taken for 32 bits go wrong.
const largeSizes = [2 ** 32, 2 ** 32 + 1, 2 ** 40 - 1, 2 ** 52 + 12_345, Number.MAX_SAFE_INTEGER];

describe('a second implementation of checkpoints', () => {
  const log = createSealedLog(count);
  const sigstore = createSigstoreVerifier(log.verifierKey);
  const rootOf = (size: number) => new MemoryTree(log.leaves.slice(0, size)).root();

  async function claimOf(index: number, size: number): Promise<EntryClaim> {
    const { entry, proof } = await log.receipt(index, size);
    return { entry: Buffer.from(entry), index, proof: valueOf(parseTlogProof(proof)).inclusion };
  }

  const verdicts = (note: string, { entry, index, proof }: EntryClaim) => ({
    ours: log
      .verifier()
      .verifyInclusion(leafHash(entry), formatTlogProof({ index, inclusion: proof, checkpoint: note })).ok,
    theirs: sigstore.accepts(note, { entry, index, proof }),
  });

  /** What both find of a tree, or that they differ. */
  function bothInclude({ entry, index, proof }: EntryClaim, size: number, root: Hash): boolean {
    const { ok } = verifyInclusion(leafHash(entry), index, size, proof, root);
    expect(sigstoreIncludes({ entry, index, proof }, size, root), `${index} of ${size}`).to.equal(ok);
    return ok;
  }

  it('reads in a checkpoint of any size what was signed', async () => {
    for (const size of [0, ...sizes]) {
      const opened = sigstore.openCheckpoint(await log.checkpoint(size));
      expect(opened).to.deep.include({ origin, logSize: BigInt(size), logHash: Buffer.from(rootOf(size)), rest: [] });
    }
    const pair = generateNoteKey(origin);
    const signer = valueOf(parsePrivateKey(pair.privateKey));
    for (const size of largeSizes) {
      const note = await signNote(formatCheckpoint({ origin, size, root: rootOf(1) }), [signer]);
      expect(createSigstoreVerifier(pair.verifierKey).openCheckpoint(note)).to.include({ logSize: BigInt(size) });
    }
  });

  it('finds the known key among others', async () => {
    const [other, known] = [createSealedLog(count, 'other.test/witness'), await log.checkpoint(7)];
    const [, stranger = ''] = (await other.checkpoint(7)).split('\n\n');
    const [text = '', signature = ''] = known.split('\n\n');
    const note = `${text}\n\n${stranger}${signature}`;
    expect(verdicts(note, await claimOf(3, 7))).to.deep.equal({ ours: true, theirs: true });
  });

  it('accepts the proof of every entry under a signed checkpoint', async () => {
    for (const size of sizes) {
      const note = await log.checkpoint(size);
      for (let index = 0; index < size; index += 1) {
        const found = verdicts(note, await claimOf(index, size));
        expect(found, `${index} of ${size}`).to.deep.equal({ ours: true, theirs: true });
      }
    }
  });

  it('refuses what was changed', async () => {
    const [note, claim, impostor] = [await log.checkpoint(31), await claimOf(5, 31), createSealedLog(count)];
    const [text = '', signature = ''] = note.split('\n\n');
    const signatureOf = (other: string) => other.split('\n\n')[1] ?? '';
    const base64 = (root: Hash) => Buffer.from(root).toString('base64');
    const bytesOf = (signed: string) => Buffer.from(signed.trim().split(' ').at(-1) ?? '', 'base64');
    const forged = Buffer.concat([
      bytesOf(signature).subarray(0, 4),
      bytesOf(signatureOf(await impostor.checkpoint(31))).subarray(4),
    ]);
    const notes: Record<string, string> = {
      'another root': note.replace(base64(rootOf(31)), base64(rootOf(30))),
      'another size': note.replace('\n31\n', '\n32\n'),
      'another origin': note.replace(`${origin}\n`, `${origin}-2\n`),
      'one line more': `${text}\nmore\n\n${signature}`,
      'another key': await impostor.checkpoint(31),
      "another key's signature under the id of this one": `${text}\n\n— ${origin} ${forged.toString('base64')}\n`,
      'the signature of another text': `${text}\n\n${signatureOf(await log.checkpoint(30))}`,
      'no signature': `${text}\n\n`,
      'the checkpoint of a smaller tree': await log.checkpoint(30),
      'the checkpoint of a larger tree': await log.checkpoint(32),
    };
    for (const [name, changed] of Object.entries(notes)) {
      expect(verdicts(changed, claim), name).to.deep.equal({ ours: false, theirs: false });
    }
    const claims: Record<string, Partial<EntryClaim>> = {
      'another entry': { entry: Buffer.from('another entry') },
      'the entry beside it': { entry: (await claimOf(4, 31)).entry },
      'the index beside it': { index: 4 },
      'an index outside of the tree': { index: 31 },
      'the proof of another index': { proof: (await claimOf(4, 31)).proof },
      'the proof in another tree': { proof: (await claimOf(5, 45)).proof },
      'a leaf for the entry': { entry: log.leaves[5] as Hash },
    };
    for (const [name, changed] of Object.entries(claims)) {
      expect(verdicts(note, { ...claim, ...changed }), name).to.deep.equal({ ours: false, theirs: false });
    }
    expect(verdicts(note, claim)).to.deep.equal({ ours: true, theirs: true });
  });

  it('agrees on a proof at every place in a tree of every size', async () => {
    const claim = await claimOf(5, 12);
    const accepted: string[] = [];
    for (let size = 1; size <= count; size += 1) {
      for (let index = 0; index <= size; index += 1) {
        if (bothInclude({ ...claim, index }, size, rootOf(12))) accepted.push(`${index} of ${size}`);
      }
    }
    // The root does not say how large a tree is: only the signature of its checkpoint does.
    expect(accepted).to.include('5 of 12');
  });

  it('agrees on every proof in trees that no memory holds', async () => {
    const entry = Buffer.from('the one that all leaves have');
    const levels = [leafHash(entry)];
    for (let level = 1; level < 53; level += 1) {
      const below = levels[level - 1] as Hash;
      levels.push(nodeHash(below, below));
    }
    const readNodes: NodeReader = (nodes) => Promise.resolve(nodes.map(({ level }) => levels[level] as Hash));
    for (const size of largeSizes) {
      const root = new CompactRange(size, await readNodes(fullSubtrees({ begin: 0, end: size }))).root();
      for (const index of [0, 1, 2 ** 31, 2 ** 32 - 1, Math.floor(size / 3), size - 2, size - 1]) {
        const proof = await proveInclusion(index, size, readNodes);
        expect(bothInclude({ entry, index, proof }, size, root), `${index} of ${size}`).to.equal(true);
        expect(bothInclude({ entry: root, index, proof }, size, root)).to.equal(false);
      }
    }
  });

  it('refuses the same mutated proofs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: count }), fc.nat(), fc.nat(), async (size, at, seed) => {
        const { entry, index, proof } = await claimOf(at % size, size);
        for (const mutated of mutationsOf({ leaf: entry, index, size, proof, root: rootOf(size) }, seed)) {
          const claim = { entry: mutated.leaf, index: mutated.index, proof: mutated.proof };
          expect(bothInclude(claim, size, mutated.root), mutated.name).to.equal(false);
        }
      }),
      { numRuns: mutationRuns },
    );
  }).timeout(mutationTimeout);

  it('is the laxer one where the two differ', async () => {
    const [note, claim] = [await log.checkpoint(31), await claimOf(5, 31)];
    const [text = '', signature = ''] = note.split('\n\n');
    const wrong = (await log.checkpoint(30)).split('\n\n')[1] ?? '';
    const lax: Record<string, string> = {
      'a wrong signature of the known key beside a right one': `${text}\n\n${wrong}${signature}`,
      'a name that is like that of the key': `${text}\n\n${signature.replace(origin, 'audit.*')}`,
      'base64 without its padding': `${text}\n\n${signature.replace('=', '')}`,
      'text between signatures': `${text}\n\nmore\n${signature}`,
    };
    for (const [name, changed] of Object.entries(lax)) {
      expect(verdicts(changed, claim), name).to.deep.equal({ ours: false, theirs: true });
    }
  });
});
