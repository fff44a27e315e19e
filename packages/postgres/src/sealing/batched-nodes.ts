import type { Hash, NodeId, NodeReader } from '@auditrail/integrity';

/** Reads the nodes that many proofs ask for in the same moment together, and none twice. */
export function batchNodes(read: NodeReader): NodeReader {
  const known = new Map<string, Promise<Hash>>();
  let waiting: {
    readonly node: NodeId;
    readonly resolve: (hash: Hash) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  async function readWaiting(): Promise<void> {
    const asked = waiting;
    waiting = [];
    try {
      const hashes = await read(asked.map(({ node }) => node));
      for (const [at, { resolve }] of asked.entries()) resolve(hashes[at] as Hash);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  function readOne(node: NodeId): Promise<Hash> {
    const key = `${String(node.level)}/${String(node.index)}`;
    const asked = known.get(key);
    if (asked !== undefined) return asked;
    const hash = new Promise<Hash>((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void readWaiting());
      waiting.push({ node, resolve, reject });
    });
    known.set(key, hash);
    return hash;
  }

  return (nodes) => Promise.all(nodes.map(readOne));
}
