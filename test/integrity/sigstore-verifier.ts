import { createHash, createPublicKey } from 'node:crypto';
import type { Hash } from '@auditrail/integrity';
import { VerificationError } from '@sigstore/verify';
import { LogCheckpoint, verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js';
import { verifyTLogInclusion } from '@sigstore/verify/dist/tlog/index.js';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';

/** That a log has an entry: where, and by which proof. */
export interface EntryClaim {
  readonly entry: Uint8Array;
  readonly index: number;
  readonly proof: readonly Hash[];
}

type Entry = Parameters<typeof verifyCheckpoint>[0];
type Log = Parameters<typeof verifyCheckpoint>[1][number];

/** The trust that Sigstore's verifier takes, read from a verifier key without this project's code. */
function trustedLog(verifierKey: string): Log {
  const [, name = '', encoded = ''] = /^([^+]+)\+[0-9a-f]+\+(.+)$/.exec(verifierKey) ?? [];
  const key = Buffer.from(encoded, 'base64').subarray(1);
  const x = key.toString('base64url');
  return {
    logID: createHash('sha256').update(`${name}\n\u0001`).update(key).digest(),
    baseURL: `https://${name}`,
    publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    validFor: { start: new Date(0), end: new Date() },
  };
}

/** Sigstore leaves root and size of a proof aside, and takes those of the checkpoint. */
function entryOf(envelope: string, { entry, index, proof }: EntryClaim): Entry {
  return {
    logIndex: String(index),
    logId: { keyId: Buffer.alloc(0) },
    kindVersion: { kind: '', version: '' },
    integratedTime: '0',
    inclusionPromise: undefined,
    inclusionProof: {
      logIndex: String(index),
      rootHash: Buffer.alloc(0),
      treeSize: '0',
      hashes: proof.map((hash) => Buffer.from(hash)),
      checkpoint: { envelope },
    },
    canonicalizedBody: Buffer.from(entry),
  };
}

/** What it is that Sigstore's verifier answers with; undefined where it refuses. */
function unlessRefused<Value>(verify: () => Value): Value | undefined {
  try {
    return verify();
  } catch (error) {
    if (error instanceof VerificationError) return undefined;
    throw error;
  }
}

/** Sigstore's verifier of checkpoints and inclusion proofs, trusting one key. */
export function createSigstoreVerifier(verifierKey: string) {
  const logs = [trustedLog(verifierKey)];
  const noEntry: EntryClaim = { entry: Buffer.alloc(0), index: 0, proof: [] };
  return {
    openCheckpoint: (note: string) => unlessRefused(() => verifyCheckpoint(entryOf(note, noEntry), logs)),
    accepts: (note: string, claim: EntryClaim) =>
      unlessRefused(() => {
        verifyTLogInclusion(entryOf(note, claim), logs);
        return true;
      }) ?? false,
  };
}

/** Whether Sigstore finds that a tree of this size and root has the entry. */
export function sigstoreIncludes(claim: EntryClaim, size: number, root: Hash): boolean {
  const checkpoint = new LogCheckpoint('', BigInt(size), Buffer.from(root), []);
  const included = unlessRefused(() => {
    verifyMerkleInclusion(entryOf('', claim), checkpoint);
    return true;
  });
  return included ?? false;
}
