/** Sixteen KiB: what copying takes at its deepest, and compiling a pattern. */
const claimed: readonly undefined[] = Array.from({ length: 2_048 });

const take = () => undefined;

/**
 * Throws a RangeError where the stack is about to end. V8 ends the whole process when that happens while it compiles a
 * regular expression, which it may do anew at any use.
 */
export function claimStack(): void {
  // Arguments are put on the stack, all of them, or refused.
  Reflect.apply(take, undefined, claimed);
}
