/** Thrown by what a copy asks for policies and secrets: it gives up the whole copy, where hostile data costs one mark. */
export class CopyFailure extends Error {}

/** Whether an error ends the whole copy: a failure of ours, or the stack's end. */
export function endsCopy(error: unknown): boolean {
  return error instanceof CopyFailure || error instanceof RangeError;
}
