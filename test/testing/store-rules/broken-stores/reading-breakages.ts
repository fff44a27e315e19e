import type { StoredEvent } from '@auditrail/core';
import type { BrokenStore } from './broken-store.js';

export const readingBreakages: readonly BrokenStore[] = [
  {
    what: 'orders the events of one time the other way round',
    breaks: ['newest-first', 'pages-by-offset', 'pages-by-position'],
    breakage: (store) => ({
      query: (query) =>
        store.query(query).map((page) => ({
          ...page,
          events: page.events.toSorted((one, other) =>
            one.occurredAt === other.occurredAt
              ? one.id < other.id
                ? -1
                : 1
              : one.occurredAt < other.occurredAt
                ? 1
                : -1,
          ),
        })),
    }),
  },
  {
    what: 'finds ids without regard to case',
    breaks: ['filters'],
    breakage: (store) => ({
      query: (query) => {
        const { tenant, ...conditions } = query.conditions;
        if (tenant === undefined) return store.query(query);
        const matches = (event: StoredEvent) => event.tenant?.toLowerCase() === tenant.toLowerCase();
        return store.query({ ...query, conditions }).map((page) => ({ ...page, events: page.events.filter(matches) }));
      },
    }),
  },
  {
    what: 'leaves out events at the very time of from',
    breaks: ['filters'],
    breakage: (store) => ({
      query: (query) =>
        store.query(query).map((page) => ({
          ...page,
          events: page.events.filter(({ occurredAt }) => occurredAt !== query.conditions.from),
        })),
    }),
  },
  {
    what: 'ignores the offset',
    breaks: ['pages-by-offset'],
    breakage: (store) => ({ query: (query) => store.query({ ...query, offset: 0 }) }),
  },
  {
    what: 'names a next page after the last one',
    breaks: ['pages-by-position'],
    breakage: (store) => ({
      query: (query) =>
        store.query(query).map((page) => {
          const last = page.events.at(-1);
          return { ...page, ...(last && { next: { occurredAt: last.occurredAt, id: last.id } }) };
        }),
    }),
  },
  {
    what: 'counts events where it should go on after a position',
    breaks: ['pages-while-appending'],
    breakage: (store) => {
      const read = new Map<string, number>();
      return {
        query: ({ after, ...query }) => {
          const offset = after === undefined ? query.offset : (read.get(after.id) ?? 0);
          return store.query({ ...query, offset }).andTee(({ events, next }) => {
            if (next !== undefined) read.set(next.id, offset + events.length);
          });
        },
      };
    },
  },
];
