import {
  encodeEventEntry,
  formatTlogProof,
  parseEventEntry,
  parseTlogProof,
  verifyReceipt,
} from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { mutationRuns, mutationTimeout } from '../mutations.js';
import { createSealedLog, failureOf, valueOf } from '../sealed-log.js';

describe('verifyReceipt', () => {
  const log = createSealedLog(13);

  it('shows that the log has the event, and when it was stored', async () => {
    const { index, checkpoint, entry } = valueOf(verifyReceipt(await log.receipt(4), log.verifier()));
    expect([index, checkpoint.size, entry.role, entry.transaction]).to.deep.equal([4, 13, 'app', '704']);
  });

  it('holds for a receipt that has been JSON', async () => {
    const sent = JSON.parse(JSON.stringify(await log.receipt(0))) as Awaited<ReturnType<typeof log.receipt>>;
    expect(failureOf(verifyReceipt(sent, log.verifier()))).to.equal(undefined);
  });

  it("refuses another event's body, entry or proof", async () => {
    const [receipt, other] = [await log.receipt(4), await log.receipt(5)];
    const verify = (mutation: object) => failureOf(verifyReceipt({ ...receipt, ...mutation }, log.verifier()));
    expect(verify({ body: other.body })).to.equal('DIGEST_INVALID');
    expect(verify({ salt: other.salt })).to.equal('DIGEST_INVALID');
    expect(verify({ body: other.body, salt: other.salt, entry: other.entry })).to.equal('INCLUSION_INVALID');
    expect(verify({ proof: other.proof })).to.equal('INCLUSION_INVALID');
  });

  it('accepts no mutated receipt', async () => {
    const receipt = await log.receipt(4);
    const members = ['body', 'salt', 'entry', 'proof'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...members),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        (member, where, difference) => {
          const bytes = Buffer.from(receipt[member]);
          const at = where % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ difference;
          expect(verifyReceipt({ ...receipt, [member]: bytes.toString() }, log.verifier()).ok, member).to.equal(false);
        },
      ),
      { numRuns: mutationRuns },
    );
  }).timeout(mutationTimeout);
});

describe('parseEventEntry', () => {
  const entry = {
    id: '01890000-0000-7000-8000-000000000000',
    occurredAt: '2026-01-02T03:04:05.678Z',
    recordedAt: '2026-01-02T03:04:05.678901Z',
    role: 'ünïcode "role"',
    transaction: '731',
    digest: 'AAAA',
  };

  it('reads what encodeEventEntry writes: canonical JSON', () => {
    const bytes = encodeEventEntry(entry);
    expect(Buffer.from(bytes).toString()).to.equal(
      '{"digest":"AAAA","id":"01890000-0000-7000-8000-000000000000","occurredAt":"2026-01-02T03:04:05.678Z",' +
        '"recordedAt":"2026-01-02T03:04:05.678901Z","role":"ünïcode \\"role\\"","transaction":"731","v":"1"}',
    );
    expect(valueOf(parseEventEntry(bytes))).to.deep.equal(entry);
  });

  it('refuses any other form', () => {
    const text = Buffer.from(encodeEventEntry(entry)).toString();
    const malformed = [
      '',
      'null',
      '[]',
      '{}',
      ` ${text}`,
      text.replace('"v":"1"', '"v":"2"'),
      text.replace('"731"', '731'),
      text.replace('"v"', '"more":"x","v"'),
      text.replace('ü', '\\u00fc'),
    ];
    for (const form of malformed) {
      expect(failureOf(parseEventEntry(Buffer.from(form))), form).to.equal('ENTRY_MALFORMED');
    }
    expect(failureOf(parseEventEntry(Buffer.from(text, 'latin1')))).to.equal('ENTRY_MALFORMED');
  });
});

describe('parseTlogProof', () => {
  const hash = Buffer.alloc(32, 7);
  const proof = { index: 4, inclusion: [hash, hash], checkpoint: 'a\n1\nb\n\n— c d\n' };

  it('reads what formatTlogProof writes', () => {
    expect(valueOf(parseTlogProof(formatTlogProof(proof)))).to.deep.equal(proof);
    expect(valueOf(parseTlogProof(formatTlogProof({ ...proof, inclusion: [] }))).inclusion).to.deep.equal([]);
  });

  it('leaves out extra data', () => {
    const withExtra = formatTlogProof(proof).replace('index', 'extra AAAA\nindex');
    expect(valueOf(parseTlogProof(withExtra))).to.deep.equal(proof);
  });

  it('refuses what has another form', () => {
    const text = formatTlogProof(proof);
    const malformed = [
      '',
      text.replace('@v1', '@v2'),
      text.replace('index 4', 'index 04'),
      text.replace('index 4', 'index -4'),
      text.replace('index 4\n', ''),
      text.replace('index', 'extra A\nindex'),
      text.replace(hash.toString('base64'), 'AAAA'),
      text.replace('\n', '\r\n'),
    ];
    for (const form of malformed) expect(failureOf(parseTlogProof(form)), form).to.equal('PROOF_MALFORMED');
  });
});
