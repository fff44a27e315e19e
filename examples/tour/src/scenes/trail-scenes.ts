import { isDeepStrictEqual } from 'node:util';
import type { EventPage, StoredEvent } from '@auditrail/core';
import { claim } from '../claim.js';
import type { Scene } from '../scene.js';
import type { Stage, TourUser } from '../stage.js';
import { bodyOf } from '../visitor.js';

/** The trail is read through the application, whose pages are small. `written` is all that is on record by now. */
export function readInPages({ visitors }: Stage, clerk: TourUser, written: readonly StoredEvent[]): Scene<void> {
  return {
    title: 'The administrator reads all that the clerk did, page by page',
    play: async () => {
      const expected = written.filter(({ actor }) => actor.id === clerk.id).map(({ id }) => id);
      const pages: EventPage[] = [];
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({ actor: clerk.id, ...(cursor !== undefined && { cursor }) });
        const page = bodyOf(await visitors.admin.send('GET', `/audit-events?${query.toString()}`)) as EventPage;
        pages.push(page);
        cursor = page.nextCursor;
        // The second condition ends what would never end if a cursor led nowhere.
      } while (cursor !== undefined && pages.length <= expected.length);

      const read = pages.flatMap(({ events }) => events.map(({ id }) => id));
      return {
        value: undefined,
        claims: [
          claim(
            `${String(pages.length)} pages held each of the clerk's ${String(expected.length)} events once, newest first`,
            () => pages.length > 1 && isDeepStrictEqual(read, expected.toReversed()),
          ),
          claim(
            'that the trail was read is on record, page by page',
            (events) => events.length === pages.length && events.every(({ action }) => action === 'audit.read'),
          ),
        ],
      };
    },
  };
}
