import { AuditError } from '../audit-error.js';
import { foldName } from './fold-name.js';

/** What is redacted by name, beyond and except the default list. Case and separators never matter. */
export interface RedactionOptions {
  /** More names. Eight letters or digits and more match anywhere in a name, shorter ones as whole words of it. */
  readonly deny?: readonly string[] | undefined;
  /**
   * Names that are harmless although the list matches them, like `tokenCount`; only the whole name matches. Goes
   * before `deny`.
   */
  readonly allow?: readonly string[] | undefined;
}

/** Throws OPTIONS_INVALID unless both lists are lists of names. */
export function checkRedactionOptions(options: unknown): asserts options is RedactionOptions {
  if (typeof options !== 'object' || options === null) throw invalid('redaction must be an object');
  for (const [name, value] of Object.entries(options)) {
    if (name !== 'deny' && name !== 'allow') throw invalid('redaction has an unknown option; known are deny and allow');
    if (value !== undefined && !isListOfNames(value)) throw invalid(`redaction.${name} must be a list of names`);
  }
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && (foldName(name)?.text ?? '') !== '');
}

function invalid(message: string): AuditError {
  return new AuditError('OPTIONS_INVALID', message);
}
