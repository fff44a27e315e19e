/** What can be wrong with a proof, or with a text that should be one. */
export const integrityFailureCodes = [
  'CHECKPOINT_MALFORMED',
  'CONSISTENCY_INVALID',
  'DIGEST_INVALID',
  'ENTRY_MALFORMED',
  'FORKED',
  'INCLUSION_INVALID',
  'KEY_EXPIRED',
  'KEY_MALFORMED',
  'KEY_UNKNOWN',
  'NOTE_MALFORMED',
  'ORIGIN_UNKNOWN',
  'PROOF_MALFORMED',
  'RESOURCE_MISSING',
  'ROLLED_BACK',
  'SIGNATURE_INVALID',
  'TILE_INVALID',
  'TILE_MALFORMED',
] as const;

export type IntegrityFailureCode = (typeof integrityFailureCodes)[number];

/** Why something does not hold. */
export interface IntegrityFailure {
  readonly code: IntegrityFailureCode;
  readonly message: string;
}

/** A value that was checked, or what is wrong with it. */
export type Checked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: IntegrityFailure };

export function valid<Value>(value: Value): Checked<Value> {
  return { ok: true, value };
}

export function invalid(code: IntegrityFailureCode, message: string): Checked<never> {
  return { ok: false, failure: { code, message } };
}
