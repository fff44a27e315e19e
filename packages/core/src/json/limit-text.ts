import { wellFormedText } from './well-formed-text.js';

const encoder = new TextEncoder();

function truncationMark(characters: number): string {
  return `…[truncated: ${String(characters)} characters]`;
}

/**
 * Well-formed text of at most so many bytes of UTF-8, cut between code points and marked with the original length.
 * `characters` is that length when `text` is itself only the beginning. Time is bounded by the limit, not by the text.
 */
export function limitBytes(text: string, bytes: number, characters = text.length): string {
  if (characters <= bytes) {
    const whole = wellFormedText(text);
    if (text.length * 3 <= bytes || Buffer.byteLength(whole) <= bytes) return whole;
  }
  const mark = truncationMark(characters);
  const room = Buffer.alloc(Math.max(0, bytes - Buffer.byteLength(mark)));
  // The room ends before the slice does, so a surrogate pair cut by the slice is never reached.
  const { written } = encoder.encodeInto(wellFormedText(text.slice(0, bytes)), room);
  // Decoded anew: a slice would keep the whole original alive for as long as the event lives.
  return room.toString('utf8', 0, written) + mark;
}

/** The same with a limit in UTF-16 code units. */
export function limitCharacters(text: string, characters: number): string {
  if (text.length <= characters) return wellFormedText(text);
  const mark = truncationMark(text.length);
  const head = text.slice(0, Math.max(0, characters - mark.length));
  return wellFormedText(head.replace(/[\ud800-\udbff]$/, '')) + mark;
}
