/** What only the command line can get wrong. */
export type CommandErrorCode = 'USAGE' | 'OUTPUT_FAILED';

/** An expected failure of a command that is none of the log's. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
