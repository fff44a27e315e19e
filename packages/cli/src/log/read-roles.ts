import type { RolesOption } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { usage, type Failure } from '../failure/failure.js';

/** Reads `single`, `separate`, or names as `owner=log_owner,writer=log_writer`; the log checks the names. */
export function readRoles(text: string): Result<RolesOption, Failure> {
  if (text === 'single' || text === 'separate') return ok(text);
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || pair.includes(''))) {
    return err(usage('--roles is single, separate, or names such as owner=log_owner,writer=log_writer'));
  }
  return ok(Object.fromEntries(pairs as [string, string][]));
}
