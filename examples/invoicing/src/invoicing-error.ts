/** Everything that can go wrong because of what somebody asked for. */
export type InvoicingErrorCode =
  | 'CREDENTIALS_WRONG'
  | 'CREDIT_EXCEEDS_TOTAL'
  | 'INPUT_INVALID'
  | 'INVOICE_NOT_DRAFT'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'NOT_LOGGED_IN'
  | 'NUMBER_TAKEN';

/**
 * An expected failure. Services throw it, which also rolls back the transaction it is thrown in;
 * a web framework's error handler turns its code into a status.
 */
export class InvoicingError extends Error {
  override readonly name = 'InvoicingError';
  readonly code: InvoicingErrorCode;
  /** The field at fault, for INPUT_INVALID. */
  readonly field: string | undefined;

  constructor(code: InvoicingErrorCode, field?: string) {
    super(field === undefined ? code : `${code}: ${field}`);
    this.code = code;
    this.field = field;
  }
}
