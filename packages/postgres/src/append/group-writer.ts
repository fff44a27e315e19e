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
  /** Statements under way at the same time. */
  readonly statements: number;
  /** Events that may wait. */
  readonly maxWaiting: number;
}

// Below this many callers a second statement costs the database more than it saves.
const leastShare = 16;

/**
 * Group commit: callers that come while a statement is under way share the next one; each learns of its own events.
 *
 * A caller's events are never divided between statements, so that they are stored whole or not at all: a caller with
 * more than a statement's limits gets one of its own.
 */
export class GroupWriter {
  readonly #options: GroupWriterOptions;
  readonly #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #underWay = 0;
  #scheduled = false;

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
      return err(new AuditError('STORE_REJECTED', `One call stores at most ${String(callLimitBytes)} bytes`));
    }
    return new Promise((settle) => {
      this.#waiting.push({ bodies, size, settle });
      this.#waitingEvents += bodies.length;
      this.#start();
    });
  }

  /** Fails the callers that still wait for a statement with STORE_CLOSED; those of statements under way stay. */
  abandonWaiting(): void {
    const closed = err(new AuditError('STORE_CLOSED', 'The audit store was closed before the events could be stored'));
    for (const { settle } of this.#waiting.splice(0)) settle(closed);
    this.#waitingEvents = 0;
  }

  #start(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#underWay === this.#options.statements) return;
    this.#scheduled = true;
    // Callers of the same tick, and those that the last statement has just released, share a statement.
    setImmediate(() => {
      this.#scheduled = false;
      this.#divide();
    });
  }

  #divide(): void {
    for (let free = this.#options.statements - this.#underWay; free > 0 && this.#waiting.length > 0; free -= 1) {
      void this.#write(this.#takeCallers(Math.max(leastShare, Math.ceil(this.#waiting.length / free))));
    }
  }

  async #write(callers: readonly Waiting[]): Promise<void> {
    this.#underWay += 1;
    await this.#store(callers);
    this.#underWay -= 1;
    this.#start();
  }

  #takeCallers(most: number): readonly Waiting[] {
    // No more callers than events fit into one statement, so that a long queue is not walked for each.
    const callers = this.#waiting.slice(0, Math.min(most, batchLimits.events));
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
