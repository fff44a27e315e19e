import { LogVerifier, MemoryTree, proveConsistency, type Hash } from '@auditrail/integrity';
import { expect } from 'chai';
import { createSealedLog, failureOf, valueOf } from '../sealed-log.js';

describe('LogVerifier', () => {
  const log = createSealedLog(20);
  const seen = (size: number) => ({ size, root: new MemoryTree(log.leaves.slice(0, size)).root() });

  it('passes a checkpoint of its log', async () => {
    expect(valueOf(log.verifier().verifyCheckpoint(await log.checkpoint(7)))).to.deep.equal({
      origin: 'audit.test/log',
      ...seen(7),
    });
  });

  it('refuses the checkpoint of another log, also one by the same key', async () => {
    const other = createSealedLog(20, 'audit.test/other');
    expect(failureOf(log.verifier().verifyCheckpoint(await other.checkpoint(7)))).to.equal('KEY_UNKNOWN');
    const trusting = other.verifier({ origin: 'audit.test/log' });
    expect(failureOf(trusting.verifyCheckpoint(await other.checkpoint(7)))).to.equal('ORIGIN_UNKNOWN');
  });

  it('refuses a key that the policy does not have, and one that was replaced', async () => {
    const impostor = createSealedLog(20);
    expect(failureOf(log.verifier().verifyCheckpoint(await impostor.checkpoint(7)))).to.equal('KEY_UNKNOWN');
    const { verifierKey } = log;
    const retired = log.verifier({ keys: [{ verifierKey, toSize: 10 }] });
    expect(failureOf(retired.verifyCheckpoint(await log.checkpoint(10)))).to.equal(undefined);
    expect(failureOf(retired.verifyCheckpoint(await log.checkpoint(11)))).to.equal('KEY_EXPIRED');
    const coming = log.verifier({ keys: [{ verifierKey, fromSize: 11 }] });
    expect(failureOf(coming.verifyCheckpoint(await log.checkpoint(10)))).to.equal('KEY_EXPIRED');
  });

  it('fails to be made of a key that is none', () => {
    expect(failureOf(LogVerifier.create({ origin: 'audit.test/log', keys: ['no key'] }))).to.equal('KEY_MALFORMED');
  });

  it('notices a log that went back, and one that has other entries', async () => {
    const verifier = log.verifier({ lastSeen: seen(9) });
    expect(failureOf(verifier.verifyCheckpoint(await log.checkpoint(8)))).to.equal('ROLLED_BACK');
    expect(failureOf(verifier.verifyCheckpoint(await log.checkpoint(9)))).to.equal(undefined);
    const forked = log.verifier({ lastSeen: { ...seen(9), root: seen(8).root } });
    expect(failureOf(forked.verifyCheckpoint(await log.checkpoint(9)))).to.equal('FORKED');
  });

  it('passes growth that a proof shows, and no other', async () => {
    const proof = await proveConsistency(9, 20, log.tree.readNodes);
    const note = await log.checkpoint(20);
    expect(failureOf(log.verifier({ lastSeen: seen(9) }).verifyExtension(note, proof))).to.equal(undefined);
    const fork = log.verifier({ lastSeen: { size: 9, root: seen(8).root } });
    expect(failureOf(fork.verifyExtension(note, proof))).to.equal('FORKED');
    expect(failureOf(log.verifier({ lastSeen: seen(9) }).verifyExtension(note, []))).to.equal('FORKED');
    expect(failureOf(log.verifier({ lastSeen: seen(10) }).verifyExtension(note, proof))).to.equal('FORKED');
  });

  it('takes any log for the growth of an empty one', async () => {
    const verifier = log.verifier({ lastSeen: { size: 0, root: new MemoryTree().root() } });
    expect(failureOf(verifier.verifyExtension(await log.checkpoint(20), []))).to.equal(undefined);
  });

  it('says where the log has a leaf', async () => {
    const { proof } = await log.receipt(5, 12);
    const included = valueOf(log.verifier({ lastSeen: seen(20) }).verifyInclusion(log.leaves[5] as Hash, proof));
    expect(included).to.deep.include({ index: 5 });
    expect(included.checkpoint.size).to.equal(12);
    expect(failureOf(log.verifier().verifyInclusion(log.leaves[6] as Hash, proof))).to.equal('INCLUSION_INVALID');
  });
});
