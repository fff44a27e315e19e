import { inspect } from 'node:util';

/** Something that holds a value, as data or as a text. */
export interface Surrounding {
  readonly name: string;
  readonly around: (inner: unknown) => unknown;
}

/** One line a surrounding. */
export const surroundings: readonly Surrounding[] = [
  { name: 'nothing', around: (inner) => inner },
  { name: 'an object', around: (inner) => ({ before: 1, held: inner, after: 'x' }) },
  { name: 'a list', around: (inner) => [0, 'x', inner] },
  { name: 'a Map', around: (inner) => new Map([['held', inner]]) },
  { name: 'a Set', around: (inner) => new Set([inner]) },
  { name: 'an error', around: (inner) => Object.assign(new Error('x'), { inner }) },
  { name: 'JSON', around: (inner) => ({ text: JSON.stringify([inner]) }) },
  { name: 'a form', around: (inner) => new URLSearchParams([['x', JSON.stringify([inner])]]).toString() },
  { name: 'a text as inspected', around: (inner) => inspect(inner, { depth: Infinity }) },
];
