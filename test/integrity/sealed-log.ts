import {
  bodyDigest,
  encodeEventEntry,
  formatCheckpoint,
  formatTlogProof,
  generateNoteKey,
  leafHash,
  LogVerifier,
  MemoryTree,
  parsePrivateKey,
  proveInclusion,
  signNote,
  type Checked,
  type EventReceipt,
  type LogPolicy,
} from '@auditrail/integrity';

export const origin = 'audit.test/log';

export function valueOf<Value>(checked: Checked<Value>): Value {
  if (!checked.ok) throw new Error(`${checked.failure.code}: ${checked.failure.message}`);
  return checked.value;
}

export const failureOf = (checked: Checked<unknown>) => (checked.ok ? undefined : checked.failure.code);

/** A small log in memory, with a key of its own. */
export function createSealedLog(count: number, name = origin) {
  const pair = generateNoteKey(name);
  const signer = valueOf(parsePrivateKey(pair.privateKey));
  const events = Array.from({ length: count }, (_, at) => {
    const id = `01890000-0000-7000-8000-${String(at).padStart(12, '0')}`;
    const body = JSON.stringify({ action: 'invoice.update', id });
    const salt = Buffer.alloc(16, at);
    const time = '2026-01-02T03:04:05.678';
    const entry = encodeEventEntry({
      id,
      occurredAt: `${time}Z`,
      recordedAt: `${time}901Z`,
      role: 'app',
      transaction: String(700 + at),
      digest: Buffer.from(bodyDigest(salt, body)).toString('base64'),
    });
    return { body, salt: salt.toString('base64'), entry: Buffer.from(entry).toString() };
  });
  const leaves = events.map(({ entry }) => leafHash(Buffer.from(entry)));
  const tree = new MemoryTree(leaves);
  const checkpoint = (size: number) =>
    signNote(formatCheckpoint({ origin: name, size, root: new MemoryTree(leaves.slice(0, size)).root() }), [signer]);
  const receipt = async (index: number, size = count): Promise<EventReceipt> => {
    const inclusion = await proveInclusion(index, size, tree.readNodes);
    const proof = formatTlogProof({ index, inclusion, checkpoint: await checkpoint(size) });
    return { ...(events[index] as (typeof events)[number]), proof };
  };
  const verifier = (policy: Partial<LogPolicy> = {}) =>
    valueOf(LogVerifier.create({ origin: name, keys: [pair.verifierKey], ...policy }));
  const entries = events.map(({ entry }) => entry);
  return { verifierKey: pair.verifierKey, entries, tree, leaves, checkpoint, receipt, verifier };
}
