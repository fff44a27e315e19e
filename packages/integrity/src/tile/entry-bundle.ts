import { invalid, valid, type Checked } from '../checked.js';

const lengthBytes = 2;
const mostEntryBytes = 0xffff;

/** Writes entries, each behind its length in two bytes (C2SP tlog-tiles). Throws a RangeError for one of 64 KiB or more. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.length > mostEntryBytes) throw new RangeError('an entry of a bundle is shorter than 64 KiB');
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(entry.length);
    return [length, entry];
  });
  return Buffer.concat(parts);
}

/** Reads the entries of a bundle; fails with TILE_MALFORMED. */
export function parseEntryBundle(bytes: Uint8Array): Checked<readonly Uint8Array[]> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < view.length;) {
    const start = at + lengthBytes;
    const end = start <= view.length ? start + view.readUInt16BE(at) : Number.POSITIVE_INFINITY;
    if (end > view.length) return invalid('TILE_MALFORMED', 'the bundle ends within an entry');
    entries.push(view.subarray(start, end));
    at = end;
  }
  return valid(entries);
}
