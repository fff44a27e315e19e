import { AuditError } from '@auditrail/core';
import { err, ResultAsync, type Result } from 'neverthrow';

/** What has begun and not ended: closing waits for it, and nothing begins after. */
export class WorkUnderWay {
  readonly #name: string;
  readonly #underWay = new Set<PromiseLike<unknown>>();
  #isClosed = false;

  /** `name` is what is closed, in the words of its users: `The audit store`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Begins work. Fails with STORE_CLOSED after `close`. */
  run<Value>(work: () => Promise<Result<Value, AuditError>>): ResultAsync<Value, AuditError> {
    if (this.#isClosed) return new ResultAsync(Promise.resolve(err(this.#closed())));
    const outcome = work();
    this.#underWay.add(outcome);
    void outcome.finally(() => this.#underWay.delete(outcome));
    return new ResultAsync(outcome);
  }

  /** The same for work that is under way until the iteration ends. */
  async *stream<Value>(
    work: () => AsyncGenerator<Result<Value, AuditError>, void>,
  ): AsyncGenerator<Result<Value, AuditError>, void> {
    if (this.#isClosed) {
      yield err(this.#closed());
      return;
    }
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#underWay.add(ended);
    try {
      yield* work();
    } finally {
      this.#underWay.delete(ended);
      end();
    }
  }

  /** Lets nothing begin any more, and waits for what has begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#underWay);
  }

  #closed(): AuditError {
    return new AuditError('STORE_CLOSED', `${this.#name} is closed`);
  }
}
