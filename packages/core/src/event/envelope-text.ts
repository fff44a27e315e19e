import { createHash } from 'node:crypto';

const longest = 255;

/** Replaces what neither JSON nor PostgreSQL can hold, lone surrogates and NUL, by U+FFFD. */
export function wellFormedText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A name of at most 255 characters; a longer one is cut visibly. */
export function fitName(text: string): string {
  return text.length <= longest ? wellFormedText(text) : `${wellFormedText(text.slice(0, longest - 1))}…`;
}

/**
 * An identifier of at most 255 characters; a longer one keeps its beginning and ends in its SHA-256, so that two
 * different identifiers never become one.
 */
export function fitIdentifier(text: string): string {
  if (text.length <= longest) return wellFormedText(text);
  const digest = createHash('sha256').update(text).digest('hex');
  return `${wellFormedText(text.slice(0, 180))}…[sha256:${digest}]`;
}
