import { createRedactor } from '#core/redaction/create-redactor.js';

/** Redacts in every frame on the way back from the stack's end, where V8 compiles patterns a second time. */
const redactor = createRedactor();
const metadata = {
  list: [{ text: 'Authorization: Bearer abcdefghijkl, https://u:p@h/?a=%41+b', card: '4111 1111 1111 1111' }],
};
let isWhole = false;
// Used once, a pattern is byte code; at the second use V8 makes machine code of it.
redactor.redact({ metadata });

function descend(): void {
  try {
    descend();
  } catch {
    // From here on every caller has a little more of the stack left.
  }
  if (isWhole) return;
  try {
    isWhole = redactor.redact({ metadata }).hasFailed !== true;
  } catch {
    // Not even the call had room.
  }
}

descend();
process.stdout.write(`${String(isWhole)}\n`);
