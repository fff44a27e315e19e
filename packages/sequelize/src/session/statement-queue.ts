/** Runs steps one after the other, in the order in which they were asked for. */
export class StatementQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<Value>(step: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
