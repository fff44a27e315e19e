import { MemoryAuditStore } from '@auditrail/core';
import { ResultAsync } from 'neverthrow';
import { setTimeout as wait } from 'node:timers/promises';
import { SharedLogStore } from '../shared-log-store.js';
import { withoutStoreFacts, type BrokenStore } from './broken-store.js';

export const closingBreakages: readonly BrokenStore[] = [
  {
    what: 'succeeds before the log has the event',
    breaks: ['log-outlives-store'],
    breakage: (_, log) => {
      const buffer = new MemoryAuditStore();
      const buffering = new SharedLogStore(buffer);
      return {
        append: (events, within) => buffering.append(events, within),
        query: (query) => buffering.query(query),
        close: () => log.append(buffer.events.map(withoutStoreFacts)).andThen(() => buffering.close()),
      };
    },
  },
  {
    what: 'ends appends after close',
    breaks: ['close-waits'],
    breakage: (store) => ({
      append: (events, within) => {
        const done = store.append(events, within);
        return new ResultAsync(wait(20).then(() => done));
      },
    }),
  },
  {
    what: 'throws when it is closed twice',
    breaks: ['close-twice'],
    breakage: (store) => {
      let closed = false;
      return {
        close: () => {
          if (closed) throw new Error('Called twice');
          closed = true;
          return store.close();
        },
      };
    },
  },
  {
    what: 'throws after close',
    breaks: ['closed-refuses'],
    breakage: (store) => {
      let closed = false;
      return {
        append: (events, within) => {
          if (closed) throw new Error('The store is closed');
          return store.append(events, within);
        },
        close: () => {
          closed = true;
          return store.close();
        },
      };
    },
  },
];
