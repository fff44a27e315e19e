import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditTrail, EventFilter, StoredEvent } from '@auditrail/core';

/** What the tour needs of an audit trail. */
export type ReadableTrail = Pick<AuditTrail, 'query' | 'settled'>;

/** All events that match a filter, oldest first. Throws an AuditError when the trail cannot be read. */
export async function readEvents(audit: ReadableTrail, filter: EventFilter): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await audit.query({ ...filter, limit: 1_000, cursor });
    if (page.isErr()) throw page.error;
    events.push(...page.value.events);
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return events.reverse();
}

/** Reads what is new in the trail since it was last asked. */
export class NewEvents {
  readonly #audit: ReadableTrail;
  readonly #seen = new Set<string>();
  readonly #from = new Date();

  constructor(audit: ReadableTrail) {
    this.#audit = audit;
  }

  /**
   * Waits, for a moment, until there are `requestCount` request events among the new ones:
   * a client has its answer before the server has finished with the request.
   */
  async take(requestCount: number): Promise<readonly StoredEvent[]> {
    const deadline = Date.now() + 2_000;
    let events = await this.#readNew();
    while (countRequests(events) < requestCount && Date.now() < deadline) {
      await sleep(5);
      events = await this.#readNew();
    }
    for (const { id } of events) this.#seen.add(id);
    return events;
  }

  async #readNew(): Promise<readonly StoredEvent[]> {
    await this.#audit.settled();
    const events = await readEvents(this.#audit, { from: this.#from });
    return events.filter(({ id }) => !this.#seen.has(id));
  }
}

function countRequests(events: readonly StoredEvent[]): number {
  return events.filter(({ source }) => source === 'http').length;
}
