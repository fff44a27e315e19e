import type { StoredEvent } from '@auditrail/core';

/** Writes a batch of events as text; the first batch, which may be empty, brings the head, if the format has one. */
export type EventEncoder = (events: readonly StoredEvent[]) => string;
