import type { TextStream } from '../command-line/surroundings.js';

const intervalMs = 1_000;

/** Tells people how far a long command is. */
export interface Progress {
  /** The number of events so far; shown at most once a second. */
  at(events: number): void;
  /** Shows the last number. */
  end(): void;
}

/** Shows progress where somebody looks, in one line that changes, or where it is asked for, in lines of its own. */
export function createProgress(stream: TextStream, isAskedFor: boolean, clock: () => number = Date.now): Progress {
  if (stream.isTTY !== true && !isAskedFor) return { at: () => undefined, end: () => undefined };
  let shownAt = clock();
  let events = 0;
  const show = (end: string) => {
    stream.write(`${stream.isTTY === true ? '\r' : ''}${events.toLocaleString('en')} events${end}`);
  };
  return {
    at: (count) => {
      events = count;
      const now = clock();
      if (now - shownAt < intervalMs) return;
      shownAt = now;
      show(stream.isTTY === true ? '' : '\n');
    },
    end: () => show('\n'),
  };
}
