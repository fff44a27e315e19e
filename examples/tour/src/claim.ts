import type { StoredEvent } from '@auditrail/core';

/** Something that must be true of the events a scene left, oldest first. */
export interface Claim {
  readonly text: string;
  readonly holds: (events: readonly StoredEvent[]) => boolean;
}

/** A claim after it was checked. */
export interface Verdict {
  readonly text: string;
  readonly kept: boolean;
}

export function claim(text: string, holds: Claim['holds']): Claim {
  return { text, holds };
}

/** Checks a claim. One that cannot even be evaluated is broken. */
export function checkClaim({ text, holds }: Claim, events: readonly StoredEvent[]): Verdict {
  try {
    return { text, kept: holds(events) };
  } catch {
    return { text, kept: false };
  }
}
