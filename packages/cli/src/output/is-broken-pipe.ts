/** Whether a write failed because whoever read the other end has gone, as `head` does: no reason to say anything. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
