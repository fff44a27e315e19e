import { eventBody, type AuditEvent } from '@auditrail/core';
import { okAsync, ResultAsync } from 'neverthrow';
import { keeping, withoutStoreFacts, type BrokenStore } from './broken-store.js';

function isWritable(events: readonly AuditEvent[]): boolean {
  try {
    return events.every((event) => eventBody(event) !== '');
  } catch {
    return false;
  }
}

export const appendBreakages: readonly BrokenStore[] = [
  {
    what: "loses the last of a large call's events",
    breaks: ['batch-whole'],
    breakage: (store) => ({
      append: (events, within) => store.append(events.length > 500 ? events.slice(0, -1) : events, within),
    }),
  },
  {
    what: "stores the others of a call's events when one is refused",
    breaks: ['batch-refused-whole'],
    breakage: (store) => ({
      append: (events, within) =>
        ResultAsync.combine(events.map((event) => store.append([event], within))).map(() => undefined),
    }),
  },
  {
    what: 'stores a repeated event again',
    breaks: ['repeat-harmless'],
    breakage: (store, log) => {
      const repeated = new Set<string>();
      return {
        append: (events, within) => {
          const known = new Set(log.events.map(({ id }) => id));
          return store.append(events, within).andTee(() => {
            for (const { id } of events) if (known.has(id)) repeated.add(id);
          });
        },
        query: (query) =>
          store.query(query).map((page) => ({
            ...page,
            events: page.events.flatMap((event) => (repeated.has(event.id) ? [event, event] : [event])),
          })),
      };
    },
  },
  {
    what: 'takes another body for a repetition',
    breaks: ['batch-refused-whole', 'other-body-refused', 'transaction-other-body-refused'],
    breakage: keeping(
      ({ event, stored }) => stored === undefined || eventBody(event) === eventBody(withoutStoreFacts(stored)),
    ),
  },
  {
    what: 'loses an event when 40 callers wait',
    breaks: ['concurrent-appends'],
    breakage: (store) => {
      let waiting = 0;
      return {
        append: (events, within) => {
          waiting += 1;
          const done = waiting === 40 ? okAsync(undefined) : store.append(events, within);
          return done.andTee(() => void (waiting -= 1)).orTee(() => void (waiting -= 1));
        },
      };
    },
  },
  {
    what: 'throws for what it cannot write',
    breaks: ['failures-are-results'],
    breakage: (store) => ({
      append: (events, within) => {
        events.forEach(eventBody);
        return store.append(events, within);
      },
    }),
  },
  {
    what: 'gives no result for what it cannot write',
    breaks: ['failures-are-results'],
    breakage: (store) => ({
      append: (events, within) => (isWritable(events) ? store.append(events, within) : (undefined as never)),
    }),
  },
  {
    what: 'says that it has stored what it cannot write',
    breaks: ['failures-are-results'],
    breakage: (store) => ({
      append: (events, within) =>
        store.append(
          events.filter((event) => isWritable([event])),
          within,
        ),
    }),
  },
];
