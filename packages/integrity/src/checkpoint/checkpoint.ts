import { invalid, valid, type Checked } from '../checked.js';
import { isHash, type Hash } from '../merkle/hash.js';
import { formatBase64, parseBase64 } from '../note/base64.js';
import { parseDecimal } from '../note/decimal.js';

/** What a log says of itself: that it had this many entries, and this root. */
export interface Checkpoint {
  /** Which log it is, such as `audit.example.com/billing`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** Writes the text that is signed (C2SP tlog-checkpoint). Throws a RangeError for what no checkpoint can say. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (origin === '' || /[\p{Cc}]/u.test(origin) || !Number.isSafeInteger(size) || size < 0 || !isHash(root)) {
    throw new RangeError('a checkpoint has an origin of one line, a size and a root of 32 bytes');
  }
  return `${origin}\n${String(size)}\n${formatBase64(root)}\n`;
}

/** Reads the text of a checkpoint; extension lines are left out. Fails with CHECKPOINT_MALFORMED. */
export function parseCheckpoint(text: string): Checked<Checkpoint> {
  const lines = text.split('\n');
  const isEnded = lines.pop() === '';
  const [origin = '', sizeText = '', rootText = ''] = lines;
  const [size, root] = [parseDecimal(sizeText), parseBase64(rootText)];
  if (!isEnded || lines.length < 3 || lines.includes('') || size === undefined || root === undefined || !isHash(root)) {
    return invalid('CHECKPOINT_MALFORMED', 'a checkpoint has the lines origin, size and root');
  }
  return valid({ origin, size, root });
}
