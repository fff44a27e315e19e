import { createHash } from 'node:crypto';
import { wellFormedText } from '../json/well-formed-text.js';

const longest = 255;

/** A name of at most 255 characters; a longer one is cut visibly. */
export function fitName(text: string): string {
  return text.length <= longest ? wellFormedText(text) : `${wellFormedText(text.slice(0, longest - 1))}…`;
}

/**
 * An identifier of at most 255 characters; a longer one keeps its beginning and ends in its SHA-256, so that two
 * long ones that differ stay two.
 */
export function fitIdentifier(text: string): string {
  if (text.length <= longest) return wellFormedText(text);
  const digest = createHash('sha256').update(text).digest('hex');
  return `${wellFormedText(text.slice(0, 180))}…[sha256:${digest}]`;
}
