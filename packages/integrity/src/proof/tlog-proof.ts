import { invalid, valid, type Checked } from '../checked.js';
import { isHash, type Hash } from '../merkle/hash.js';
import { formatBase64, parseBase64 } from '../note/base64.js';
import { parseDecimal } from '../note/decimal.js';

/** That a log has an entry, to be checked offline (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  readonly inclusion: readonly Hash[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

const firstLine = 'c2sp.org/tlog-proof@v1';

export function formatTlogProof({ index, inclusion, checkpoint }: TlogProof): string {
  const hashes = inclusion.map((hash) => `${formatBase64(hash)}\n`).join('');
  return `${firstLine}\nindex ${String(index)}\n${hashes}\n${checkpoint}`;
}

/** Reads a proof; extra data is left out. Fails with PROOF_MALFORMED. The checkpoint is not looked into. */
export function parseTlogProof(text: string): Checked<TlogProof> {
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  if (lines[0]?.startsWith('extra ') === true && parseBase64(lines[0].slice('extra '.length)) !== undefined) {
    lines.shift();
  }
  const [indexLine = '', ...hashLines] = lines;
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  const inclusion = hashLines.map((line) => parseBase64(line));
  const isWhole = inclusion.every((hash) => hash !== undefined && isHash(hash));
  if (first !== firstLine || index === undefined || !isWhole) {
    return invalid('PROOF_MALFORMED', `a proof begins with ${firstLine}, an index and hashes`);
  }
  return valid({ index, inclusion: inclusion as readonly Hash[], checkpoint: text.slice(end + 2) });
}
