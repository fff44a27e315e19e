// Controls (C0, DEL, C1), formats (bidirectional ones, tags, zero-width spaces), lone surrogates, private and unassigned
// characters, line and paragraph separators. The two joiners stay: scripts and emoji need them, and they move nothing.
const hidden = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu;

// Most texts have no others, and that is known a hundred times faster.
const unusual = /[^\u0020-\u007e]/;

/**
 * Writes every character that a reader cannot see, or that a terminal acts on, as `\uXXXX`. In JSON that is an escape:
 * the value stays the same.
 */
export function visibleText(text: string): string {
  return unusual.test(text) ? text.replace(hidden, escapeCharacter) : text;
}

function escapeCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
