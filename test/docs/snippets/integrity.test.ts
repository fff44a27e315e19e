// #region receipt
import { LogVerifier, verifyReceipt, type EventReceipt } from '@auditrail/integrity';
// #endregion
// #region log
import {
  formatCheckpoint,
  generateNoteKey,
  leafHash,
  MemoryTree,
  parsePrivateKey,
  signNote,
} from '@auditrail/integrity';
// #endregion
import { bodyDigest, encodeEventEntry, formatTlogProof, proveInclusion } from '@auditrail/integrity';
import { expect } from 'chai';

describe('packages/integrity/README.md', () => {
  let receipt: EventReceipt;
  let verifierKey: string;

  it('shows a log', async () => {
    // #region log
    const { privateKey, verifierKey: published } = generateNoteKey('audit.example.com/billing');
    const signer = parsePrivateKey(privateKey);
    const tree = new MemoryTree(['one entry', 'another'].map((entry) => leafHash(Buffer.from(entry))));
    const head = { origin: 'audit.example.com/billing', size: tree.size, root: tree.root() };
    const checkpoint = signer.ok && (await signNote(formatCheckpoint(head), [signer.value]));
    // #endregion
    verifierKey = published;
    const verifier = LogVerifier.create({ origin: head.origin, keys: [published] });
    expect(verifier.ok && typeof checkpoint === 'string' && verifier.value.verifyCheckpoint(checkpoint).ok).to.equal(
      true,
    );

    const [body, salt, id] = ['{"id":"1"}', Buffer.alloc(16), '1'];
    const digest = Buffer.from(bodyDigest(salt, body)).toString('base64');
    const time = '2026-11-22T08:16:00.123';
    const entry = encodeEventEntry({
      id,
      digest,
      occurredAt: `${time}Z`,
      recordedAt: `${time}456Z`,
      role: 'app',
      transaction: '7',
    });
    tree.append(leafHash(entry));
    const note = signer.ok
      ? await signNote(formatCheckpoint({ ...head, size: 3, root: tree.root() }), [signer.value])
      : '';
    const proof = formatTlogProof({
      index: 2,
      inclusion: await proveInclusion(2, 3, tree.readNodes),
      checkpoint: note,
    });
    receipt = { body, salt: salt.toString('base64'), entry: Buffer.from(entry).toString(), proof };
  });

  it('shows how a receipt is checked', () => {
    const printed: unknown[] = [];
    const console = { log: (...values: unknown[]) => printed.push(values) };
    // #region receipt
    const verifier = LogVerifier.create({ origin: 'audit.example.com/billing', keys: [verifierKey] });
    if (!verifier.ok) throw new Error(verifier.failure.message);
    const verified = verifyReceipt(receipt, verifier.value);
    if (verified.ok) console.log('event', verified.value.index, 'stored at', verified.value.entry.recordedAt);
    else console.log(verified.failure.code); // such as INCLUSION_INVALID
    // #endregion
    expect(printed).to.deep.equal([['event', 2, 'stored at', '2026-11-22T08:16:00.123456Z']]);
  });
});
