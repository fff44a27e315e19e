import { unreadablePattern } from './path-pattern.js';

// The pieces of which Express 4 makes the expression of a path. The first capture is what it uses for a parameter that
// follows text within a segment (`/:from-:to`).
const pieces = new RegExp(
  [
    String.raw`(?<ignored>\^|\\\/\?(?=\(\?=\\\/\|\$\))|\(\?=\\\/\|\$\)|\(\?:)`,
    String.raw`(?<parameter>\(\(\?:\(\?!.*?\)\.\)\+\?\)|\((?!\?)(?:\\.|\[[^\]]*\]|[^()\\[])*\))`,
    String.raw`\)(?<optional>\??)`,
    String.raw`\\?(?<text>(?<=\\)[/.\-]|(?<!\\)[\w%~!@&=,;:'|-])`,
    String.raw`(?<unknown>[^])`,
  ].join('|'),
  'g',
);

/** Turns the expression that Express 4 made of a path back into the path. One that a person wrote is mostly `/*`. */
export function expressionPattern(expression: RegExp, keys: readonly { readonly name: string | number }[]): string {
  let pattern = '';
  let parameters = 0;
  for (const { groups = {} } of expression.source.matchAll(pieces)) {
    const { parameter, optional, text, unknown } = groups;
    if (unknown !== undefined) return unreadablePattern;
    if (parameter === undefined) {
      pattern += text ?? optional ?? '';
      continue;
    }
    const name = keys[parameters]?.name;
    pattern += typeof name === 'string' ? `:${name}` : '*';
    parameters += 1;
  }
  return pattern;
}
