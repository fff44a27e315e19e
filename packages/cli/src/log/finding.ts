/** What the examination of a log has found on one point. */
export interface Finding {
  /** The name of the check, in kebab-case. */
  readonly check: string;
  readonly level: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
}
