/** Everything that can go wrong because of what somebody asked for. */
export type InvoicingErrorCode =
  | 'CREDENTIALS_WRONG'
  | 'CREDIT_EXCEEDS_TOTAL'
  | 'DELIVERY_FAILED'
  | 'INPUT_INVALID'
  | 'INVOICE_NOT_DRAFT'
  | 'INVOICE_NOT_SENT'
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

  /** `detail` is for people who read the message; with INPUT_INVALID it is the field at fault. */
  constructor(code: InvoicingErrorCode, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.code = code;
    this.field = code === 'INPUT_INVALID' ? detail : undefined;
  }
}
