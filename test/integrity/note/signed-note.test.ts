import {
  generateNoteKey,
  openNote,
  parsePrivateKey,
  parseVerifierKey,
  signNote,
  verifierKeyOf,
  type Checked,
  type NoteVerifier,
} from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';
import { mutationRuns, mutationTimeout } from '../mutations.js';

const valueOf = <Value>(checked: Checked<Value>): Value => {
  if (!checked.ok) throw new Error(checked.failure.message);
  return checked.value;
};
const failureOf = (checked: Checked<unknown>) => (checked.ok ? undefined : checked.failure.code);

/** The example of the C2SP specification signed-note. */
const published = {
  key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  note:
    'This is an example message.\n\n' +
    '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
};

function keyOf(name: string) {
  const pair = generateNoteKey(name);
  return { signer: valueOf(parsePrivateKey(pair.privateKey)), verifier: valueOf(parseVerifierKey(pair.verifierKey)) };
}

describe('openNote', () => {
  const example = valueOf(parseVerifierKey(published.key));

  it("opens the specification's example", () => {
    const { text, signedBy } = valueOf(openNote(published.note, [example]));
    expect(text).to.equal('This is an example message.\n');
    expect(signedBy).to.deep.equal([example]);
  });

  it('ignores unknown keys, even of the same name', async () => {
    const [known, unknown] = [keyOf('log.test'), keyOf('log.test')];
    const note = await signNote('text\n', [unknown.signer, known.signer]);
    expect(valueOf(openNote(note, [known.verifier])).signedBy).to.deep.equal([known.verifier]);
    expect(failureOf(openNote(await signNote('text\n', [unknown.signer]), [known.verifier]))).to.equal('KEY_UNKNOWN');
  });

  it('refuses a note on which a known key does not verify, whoever else has signed it', async () => {
    const [one, other] = [keyOf('one.test'), keyOf('other.test')];
    const note = await signNote('text\n', [one.signer, other.signer]);
    const stolen = (await signNote('other text\n', [other.signer])).split('\n').at(-2) ?? '';
    const forged = note.replace(/— other.+\n/, `${stolen}\n`);
    expect(failureOf(openNote(forged, [one.verifier, other.verifier]))).to.equal('SIGNATURE_INVALID');
    expect(failureOf(openNote(forged, [one.verifier]))).to.equal(undefined);
  });

  it('separates text from signatures at the last empty line', async () => {
    const { signer, verifier } = keyOf('log.test');
    const text = 'one\n\n— two not a signature\n\nthree\n';
    expect(valueOf(openNote(await signNote(text, [signer]), [verifier])).text).to.equal(text);
  });

  it('accepts 16 signatures and more, not any number', async () => {
    const { signer, verifier } = keyOf('log.test');
    const many = (count: number) =>
      signNote(
        'text\n',
        Array.from({ length: count }, () => signer),
      );
    expect(valueOf(openNote(await many(16), [verifier])).signedBy).to.have.length(1);
    expect(failureOf(openNote(await many(101), [verifier]))).to.equal('NOTE_MALFORMED');
  });

  it('refuses what has another form', () => {
    const [text = '', signature = ''] = published.note.split('\n\n');
    const encoded = signature.trim().split(' ').at(-1) ?? '';
    const malformed = {
      'no signature': `${text}\n\n`,
      'no empty line': `${text}\n${signature}`,
      'no newline at the end': published.note.slice(0, -1),
      'a carriage return': `${text}\r\n\n${signature}`,
      'a control character': `\u0007${text}\n\n${signature}`,
      'a lone surrogate': `\ud800${text}\n\n${signature}`,
      'a hyphen for the dash': published.note.replace('—', '-'),
      'a name with a plus': published.note.replace('example.com/foo', 'example.com+foo'),
      'a no-break space': published.note.replace('example.com/foo', 'example.com\u00a0foo'),
      'base64 without its padding': published.note.replace(encoded, encoded.slice(0, -1)),
      'base64 of URLs': published.note.replace(
        encoded,
        encoded.replaceAll('/', '_').replaceAll('+', '-').replace('K', '-'),
      ),
      'base64 with bits that say nothing': published.note.replace(encoded, `${encoded.slice(0, -2)}N=`),
      'an id alone': published.note.replace(encoded, 'Uw2QOg=='),
      'one more word': published.note.replace(encoded, `${encoded} more`),
      'an empty text': `\n${signature}`,
    };
    for (const [name, note] of Object.entries(malformed)) {
      expect(failureOf(openNote(note, [example])), name).to.equal('NOTE_MALFORMED');
    }
  });

  it('opens no mutated note', () => {
    const bytes = Buffer.from(published.note);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const mutated = Buffer.from(bytes);
        mutated[at] = (mutated[at] ?? 0) ^ difference;
        expect(openNote(mutated.toString(), [example]).ok).to.equal(false);
      }),
      { numRuns: mutationRuns },
    );
  }).timeout(mutationTimeout);
});

describe('signNote', () => {
  it('signs with a key that is elsewhere', async () => {
    const { signer, verifier } = keyOf('log.test');
    const remote = {
      name: signer.name,
      keyId: signer.keyId,
      sign: async (m: Uint8Array) => Promise.resolve(signer.sign(m)),
    };
    expect(openNote(await signNote('text\n', [remote]), [verifier]).ok).to.equal(true);
  });

  it('refuses text that no note can have', async () => {
    const { signer } = keyOf('log.test');
    for (const text of ['no newline', 'a tab\t\n', 'a surrogate \udc00\n', '']) {
      const failure: unknown = await signNote(text, [signer]).catch((error: unknown) => error);
      expect(failure, JSON.stringify(text)).to.be.instanceOf(RangeError);
    }
  });
});

describe('parseVerifierKey', () => {
  it('refuses what is no Ed25519 key, or has another id', () => {
    const refused: readonly string[] = [
      '',
      'example.com/foo',
      published.key.replace('530d903a', '530d903b'),
      published.key.replace('530d903a', '530D903A'),
      published.key.replace('example.com/foo', 'example.com/bar'),
      published.key.replace('Aeky', 'Beky'),
      published.key.slice(0, -4),
      published.key.replace('example.com/foo', ''),
      ` ${published.key}`,
    ];
    for (const key of refused) expect(failureOf(parseVerifierKey(key)), key).to.equal('KEY_MALFORMED');
  });
});

describe('parsePrivateKey', () => {
  it('reads what generateNoteKey made, of that name', () => {
    const { privateKey } = generateNoteKey('log.test/audit');
    expect(valueOf(parsePrivateKey(privateKey)).name).to.equal('log.test/audit');
  });

  it('refuses what is none, without showing it', () => {
    const { privateKey, verifierKey } = generateNoteKey('log.test');
    const secret = privateKey.slice(-44);
    const wrongId = privateKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
    for (const key of ['', verifierKey, privateKey.slice(0, -4), wrongId]) {
      const parsed = parsePrivateKey(key);
      expect(failureOf(parsed)).to.equal('KEY_MALFORMED');
      expect(JSON.stringify(parsed)).to.not.include(secret.slice(0, 20));
    }
  });
});

describe('verifierKeyOf', () => {
  it('derives the public key', () => {
    const { privateKey, verifierKey } = generateNoteKey('log.test');
    expect(valueOf(verifierKeyOf(privateKey))).to.equal(verifierKey);
    expect(failureOf(verifierKeyOf(verifierKey))).to.equal('KEY_MALFORMED');
  });
});

describe('generateNoteKey', () => {
  it('refuses a name that no key can have', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u2003b']) {
      expect(() => generateNoteKey(name), JSON.stringify(name)).to.throw(RangeError);
    }
  });

  it('makes keys that differ', () => {
    const verifiers: readonly NoteVerifier[] = [keyOf('log.test').verifier, keyOf('log.test').verifier];
    expect(verifiers[0]?.keyId).to.not.equal(verifiers[1]?.keyId);
  });
});
