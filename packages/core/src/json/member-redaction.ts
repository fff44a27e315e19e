import type { Redaction } from '../event/audit-event.js';
import type { Copying, MemberRedaction } from './copying.js';
import { appendToPointer } from './json-pointer.js';
import type { JsonValue } from './json-value.js';
import { maskText } from './mask-text.js';

/** What becomes of a member; what only replaces values leaves alone what is none. */
export function redactionOf(copying: Copying, name: string, value: unknown): MemberRedaction | undefined {
  const { policyOf, allows } = copying.options;
  const redaction = policyOf?.(name) ?? (allows?.(name) === false ? 'drop' : undefined);
  const isNothing = value === null || value === undefined;
  return isNothing && redaction !== 'drop' ? undefined : redaction;
}

/** What is stored instead of the value at the current place, noted there; nothing when it is left out. */
export function substitute(copying: Copying, redaction: MemberRedaction, value: unknown): JsonValue | undefined {
  const stored = standIn(copying, redaction, value);
  noteRedaction(copying, stored === undefined ? 'drop' : redaction);
  return stored;
}

function standIn({ options, budget }: Copying, redaction: MemberRedaction, value: unknown): string | undefined {
  if (redaction === 'drop') return undefined;
  const stored = redaction === 'mask' ? maskText : options.hashValue?.(value);
  budget.charactersLeft -= stored?.length ?? 0;
  return stored;
}

/** Notes what was done at the current place. */
export function noteRedaction({ options, path }: Copying, redaction: Redaction): void {
  const { onRedacted, pointer = '' } = options;
  onRedacted?.(path.reduce<string>(appendToPointer, pointer), redaction);
}
