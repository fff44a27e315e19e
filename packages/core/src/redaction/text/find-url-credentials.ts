import type { FoundSecret } from './found-secret.js';
import { indexFrom } from './stretch.js';

const authorityEnd = /[/?#\s"'<>`]/g;
const urlEnd = /[\s"'<>`]/g;

/** Finds the passwords of URLs (RFC 3986, section 3.2.1), also where the password is not percent-encoded as it must be. */
export function findUrlCredentials(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  // Where the URLs end that were looked at last, and their last "@": found once for all that stand in one another.
  let [end, lastAt] = [-1, -1];
  for (let mark = text.indexOf('://'); mark !== -1;) {
    const start = mark + 3;
    if (start > end) {
      end = indexFrom(urlEnd, text, start);
      lastAt = start + text.slice(start, end).lastIndexOf('@');
    }
    const password = passwordIn(text, start, lastAt);
    if (password !== undefined) found.push({ ...password, secret: 'credentials' });
    mark = text.indexOf('://', password?.end ?? start);
  }
  return found;
}

function passwordIn(text: string, start: number, lastAt: number): { start: number; end: number } | undefined {
  const colon = text.indexOf(':', start);
  if (colon === -1 || colon >= lastAt) return undefined;
  const end = indexFrom(authorityEnd, text, start);
  if (colon >= end) return undefined;
  // All digits are a port, unless an "@" follows; anything else is a password, perhaps with a "/" or "@" of its own.
  const isPort = /^\d*$/.test(text.slice(colon + 1, end));
  return isPort ? undefined : { start: colon + 1, end: lastAt };
}
