import { isDeepStrictEqual } from 'node:util';

/** One field that is not as expected. */
export interface Difference {
  /** The way to it: `changes.status.new`. */
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Compares the fields of `expected`, to any depth, with those found; `undefined` and absent are the same. */
export function findDifferences(expected: unknown, found: unknown, path = ''): readonly Difference[] {
  if (!isRecord(expected) || !isRecord(found)) {
    return isDeepStrictEqual(expected, found) ? [] : [{ path, expected, found }];
  }
  return Object.keys(expected).flatMap((name) =>
    // A name of Object.prototype is no field of the event.
    findDifferences(
      expected[name],
      Object.hasOwn(found, name) ? found[name] : undefined,
      path === '' ? name : `${path}.${name}`,
    ),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
