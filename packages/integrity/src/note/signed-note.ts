import { invalid, valid, type Checked } from '../checked.js';
import { formatBase64, parseBase64 } from './base64.js';
import { isKeyName, type NoteSigner, type NoteVerifier } from './note-key.js';

/** A note whose text somebody known has signed. */
export interface OpenedNote {
  /** What is signed; ends in a newline. */
  readonly text: string;
  /** Who of the known has signed it, at least one. */
  readonly signedBy: readonly NoteVerifier[];
}

interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

const mostSignatures = 100;
const keyIdBytes = 4;

/** Signs a text (C2SP signed-note). Throws a RangeError for one that no note can have. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new RangeError('the text of a note ends in a newline and has no control characters');
  const message = Buffer.from(text);
  const lines = await Promise.all(
    signers.map(async (signer) => {
      const id = Buffer.alloc(keyIdBytes);
      id.writeUInt32BE(signer.keyId);
      return `— ${signer.name} ${formatBase64(Buffer.concat([id, await signer.sign(message)]))}\n`;
    }),
  );
  return `${text}\n${lines.join('')}`;
}

/**
 * Opens a note: signatures of unknown keys are ignored, one of a known key that does not verify makes it
 * SIGNATURE_INVALID, none of a known key KEY_UNKNOWN, and text of another form NOTE_MALFORMED.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): Checked<OpenedNote> {
  const split = splitNote(note);
  if (!split.ok) return split;
  const { text, signatures } = split.value;
  const message = Buffer.from(text);
  const signedBy: NoteVerifier[] = [];
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (verifier === undefined) continue;
    if (!verifier.verify(message, signature)) {
      return invalid('SIGNATURE_INVALID', 'a signature of a known key does not verify');
    }
    if (!signedBy.includes(verifier)) signedBy.push(verifier);
  }
  return signedBy.length > 0 ? valid({ text, signedBy }) : invalid('KEY_UNKNOWN', 'no known key has signed the note');
}

function splitNote(note: string): Checked<{ text: string; signatures: readonly NoteSignature[] }> {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split('\n');
  if (end < 0 || !isNoteText(text) || lines.pop() !== '') return malformed('it has no text, or no line of signatures');
  if (lines.length === 0 || lines.length > mostSignatures) return malformed('it has no signature, or too many');
  const signatures = lines.map(parseSignature);
  const isWhole = signatures.every((signature) => signature !== undefined);
  return isWhole ? valid({ text, signatures }) : malformed('a signature has another form');
}

function parseSignature(line: string): NoteSignature | undefined {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  const bytes = parseBase64(encoded);
  if (dash !== '—' || more.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length <= keyIdBytes) {
    return undefined;
  }
  return { name, keyId: Buffer.from(bytes).readUInt32BE(), signature: bytes.subarray(keyIdBytes) };
}

function isNoteText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- these are what the specification forbids
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/u.test(text);
}

function malformed(why: string): Checked<never> {
  return invalid('NOTE_MALFORMED', `the note is malformed: ${why}`);
}
