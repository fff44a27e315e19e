import { AuditError } from '@auditrail/core';
import { err, type Result } from 'neverthrow';
import { batchLimits, callLimitBytes, countFitting, sizeOf, type BatchSize } from './body-batches.js';

type Outcome = Result<void, AuditError>;

/** One caller's events and how to tell it what became of them. */
interface Waiting {
  readonly bodies: readonly string[];
  readonly size: BatchSize;
  readonly settle: (outcome: Outcome) => void;
}

export interface GroupWriterOptions {
  /** Stores bodies in one statement. */
  readonly insert: (bodies: readonly string[]) => Promise<Outcome>;
  /** Events that may wait. */
  readonly maxWaiting: number;
}

/**
 * Group commit: callers that come while a statement is under way share the next one; each learns of its own events.
 * One statement at a time: a second one in flight was measured to gain nothing with 64 callers.
 *
 * A caller's events are never divided between statements, so that they are stored whole or not at all: a caller with
 * more than a statement's limits gets one of its own.
 */
export class GroupWriter {
  readonly #options: GroupWriterOptions;
  readonly #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #underWay = false;

  constructor(options: GroupWriterOptions) {
    this.#options = options;
  }

  /** Settles once the bodies are durable or have failed; never rejects. */
  async write(bodies: readonly string[]): Promise<Outcome> {
    if (this.#waiting.length > 0 && this.#waitingEvents + bodies.length > this.#options.maxWaiting) {
      return err(new AuditError('STORE_OVERLOADED', 'Too many events wait for the audit database'));
    }
    const size = sizeOf(bodies);
    if (size.bytes > callLimitBytes) {
      return err(new AuditError('STORE_REJECTED', `One call stores at most ${callLimitBytes} bytes`));
    }
    return new Promise((settle) => {
      this.#waiting.push({ bodies, size, settle });
      this.#waitingEvents += bodies.length;
      this.#start();
    });
  }

  #start(): void {
    if (this.#waiting.length > 0 && !this.#underWay) {
      this.#underWay = true;
      // Callers of the same tick, and those that the last statement has just released, share this statement.
      setImmediate(() => void this.#writeNext());
    }
  }

  async #writeNext(): Promise<void> {
    await this.#store(this.#takeCallers());
    this.#underWay = false;
    this.#start();
  }

  #takeCallers(): readonly Waiting[] {
    // No more callers than events fit into one statement, so that a long queue is not walked for each.
    const callers = this.#waiting.slice(0, batchLimits.events);
    const taken = this.#waiting.splice(0, countFitting(callers.map(({ size }) => size)));
    this.#waitingEvents -= taken.reduce((events, { size }) => events + size.events, 0);
    return taken;
  }

  async #store(callers: readonly Waiting[]): Promise<void> {
    const outcome = await this.#options.insert(callers.flatMap(({ bodies }) => bodies));
    if (outcome.isErr() && outcome.error.code === 'STORE_REJECTED' && callers.length > 1) {
      // Halving finds the culprit among n in about log2(n) more statements; the others are stored on the way.
      const middle = callers.length >> 1;
      await this.#store(callers.slice(0, middle));
      await this.#store(callers.slice(middle));
      return;
    }
    for (const { settle } of callers) settle(outcome);
  }
}
