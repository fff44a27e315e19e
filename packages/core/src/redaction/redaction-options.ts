import { AuditError } from '../audit-error.js';
import { foldName } from './fold-name.js';
import { problemOfHashKeys, type HashKey } from './hash-key.js';

/** What is redacted by name, beyond and except the default list. Case and separators never matter. */
export interface RedactionOptions {
  /** More names. Eight letters or digits and more match anywhere in a name, shorter ones as whole words of it. */
  readonly deny?: readonly string[] | undefined;
  /**
   * Names that are harmless although the list matches them, like `tokenCount`; only the whole name matches. Goes
   * before `deny`.
   */
  readonly allow?: readonly string[] | undefined;
  /**
   * The only names that members of metadata may have, at any depth: every other is dropped, and so is metadata that is no
   * object. Only whole names match; they still meet the deny list. Default: any name.
   */
  readonly allowOnly?: readonly string[] | undefined;
  /** Names whose values are replaced by their digest; only the whole name matches. Goes before `allow` and `deny`. */
  readonly hash?: readonly string[] | undefined;
  /** The keys of the policy `hash`. The first one hashes; older ones tell `hashesOf` what values were stored as. */
  readonly hashKeys?: readonly HashKey[] | undefined;
}

const listsOfNames = ['deny', 'allow', 'allowOnly', 'hash'] as const satisfies readonly (keyof RedactionOptions)[];

/** Throws OPTIONS_INVALID for options that TypeScript would have refused, and for hashing without a key. */
export function checkRedactionOptions(options: unknown): asserts options is RedactionOptions {
  if (typeof options !== 'object' || options === null) throw invalid('redaction must be an object');
  const { hashKeys, ...lists } = options as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(lists)) {
    if (!listsOfNames.some((known) => known === name)) {
      throw invalid(`redaction has an unknown option; known are ${listsOfNames.join(', ')} and hashKeys`);
    }
    if (value !== undefined && !isListOfNames(value)) throw invalid(`redaction.${name} must be a list of names`);
  }
  const problem = hashKeys === undefined ? undefined : problemOfHashKeys(hashKeys);
  if (problem !== undefined) throw invalid(`redaction.hashKeys ${problem}`);
  if (hashKeys === undefined && lists['hash'] !== undefined) throw invalid('redaction.hash needs redaction.hashKeys');
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && (foldName(name)?.text ?? '') !== '');
}

function invalid(message: string): AuditError {
  return new AuditError('OPTIONS_INVALID', message);
}
