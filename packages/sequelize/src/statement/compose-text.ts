/** A part of the text that another one is composed of, with what stands in its place there, if not itself. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly as?: string;
}

/** A text made of parts of another one and of texts between them. */
export interface ComposedText {
  readonly text: string;
  /** Where a position in the text, counted as PostgreSQL does, was in the other one; nothing for what is new. */
  readonly originOf: (position: number) => number | undefined;
}

/** Composes a text of stretches of `sql` and of new texts, in order. */
export function composeText(sql: string, parts: readonly (string | Stretch)[]): ComposedText {
  const text = parts.map((part) => (typeof part === 'string' ? part : (part.as ?? sql.slice(part.start, part.end))));
  return { text: text.join(''), originOf: (position) => originOf(sql, parts, text, position) };
}

/** Inserts texts into another one; those at the same place keep their order. */
export function insertTexts(sql: string, insertions: readonly (readonly [at: number, text: string])[]): ComposedText {
  const parts: (string | Stretch)[] = [];
  let reached = 0;
  for (const [at, text] of insertions) {
    parts.push({ start: reached, end: at }, text);
    reached = at;
  }
  return composeText(sql, [...parts, { start: reached, end: sql.length }]);
}

/** How many characters PostgreSQL counts: code points, where JavaScript counts halves of some. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

function originOf(
  sql: string,
  parts: readonly (string | Stretch)[],
  texts: readonly string[],
  position: number,
): number | undefined {
  let before = 0;
  for (const [index, part] of parts.entries()) {
    const length = countCharacters(texts[index] ?? '');
    if (position <= before + length) {
      if (typeof part === 'string') return undefined;
      const within = part.as === undefined ? position - before : 1;
      return countCharacters(sql.slice(0, part.start)) + within;
    }
    before += length;
  }
  return undefined;
}
