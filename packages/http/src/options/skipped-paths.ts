import { AuditError } from '@auditrail/core';
import { inspect } from 'node:util';

function refuse(problem: string): AuditError {
  return new AuditError('OPTIONS_INVALID', `skip: ${problem}`);
}

function pathTest(entry: unknown): (path: string) => boolean {
  if (entry instanceof RegExp) {
    // Such an expression remembers where it stopped and would skip every other request only.
    if (entry.global || entry.sticky) throw refuse(`${String(entry)} must not have the flag g or y`);
    return (path) => entry.test(path);
  }
  if (typeof entry !== 'string') throw refuse(`${inspect(entry)} is neither text nor a RegExp`);
  if (!/^\/[^*?#]*\*?$/.test(entry) || (entry.endsWith('*') && !entry.endsWith('/*'))) {
    throw refuse(`"${entry}" is neither a path, like /health, nor everything below one, like /static/*`);
  }
  if (!entry.endsWith('*')) return (path) => path === entry;
  const below = entry.slice(0, -1);
  return (path) => path.startsWith(below);
}

/** Makes the test whether a path is skipped. Throws OPTIONS_INVALID naming a bad entry. */
export function createSkippedPaths(entries: readonly (string | RegExp)[]): (path: string) => boolean {
  const tests = entries.map(pathTest);
  return (path) => tests.some((test) => test(path));
}
