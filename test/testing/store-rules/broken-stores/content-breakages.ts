import { eventBody, type AuditEvent, type StoredEvent } from '@auditrail/core';
import { showing, type BrokenStore } from './broken-store.js';

/** A copy as careless code makes it: by assignment, which sets a prototype where the key is `__proto__`. */
function assigned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(assigned);
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) copy[key] = assigned(member);
  return copy;
}

export const contentBreakages: readonly BrokenStore[] = [
  {
    what: 'assigns keys',
    breaks: ['bodies-kept'],
    breakage: showing((event) => assigned(event) as StoredEvent),
  },
  {
    what: 'reorders keys',
    breaks: ['bodies-kept', 'large-bodies-kept', 'events-copied', 'results-copied'],
    breakage: showing((event) => Object.fromEntries(Object.entries(event).reverse()) as unknown as StoredEvent),
  },
  {
    what: 'cuts text after 32,000 characters',
    breaks: ['large-bodies-kept'],
    breakage: showing((event) =>
      typeof event.metadata === 'string' ? { ...event, metadata: event.metadata.slice(0, 32_000) } : event,
    ),
  },
  {
    what: 'tells the time of recording in milliseconds',
    breaks: ['store-facts-added'],
    breakage: showing((event) => ({ ...event, recordedAt: event.recordedAt.replace('000Z', 'Z') })),
  },
  {
    what: 'keeps the objects it was given',
    breaks: ['events-copied'],
    breakage: (store) => {
      const given = new Map<string, AuditEvent>();
      const show = (stored: StoredEvent): StoredEvent => ({
        ...stored,
        ...(JSON.parse(eventBody(given.get(stored.id) ?? stored)) as AuditEvent),
      });
      return {
        append: (events, within) =>
          store.append(events, within).andTee(() => {
            for (const event of events) given.set(event.id, given.get(event.id) ?? event);
          }),
        query: (query) => store.query(query).map((page) => ({ ...page, events: page.events.map(show) })),
      };
    },
  },
  {
    what: 'hands out the same objects again',
    breaks: ['results-copied'],
    breakage: (store, log) => {
      const known = new Map<string, StoredEvent>();
      return showing((event) => {
        known.set(event.id, known.get(event.id) ?? event);
        return known.get(event.id) ?? event;
      })(store, log);
    },
  },
];
