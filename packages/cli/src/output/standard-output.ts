import type { Writable } from 'node:stream';
import type { Output } from './output.js';

/** A stream of the process; waits until what was written has been taken, so that nothing piles up. */
export class StandardOutput implements Output {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(text: string): Promise<void> {
    if (text === '') return;
    await new Promise<void>((resolve, reject) => {
      // A broken pipe is an event too, which nobody else hears.
      this.#stream.once('error', reject);
      this.#stream.write(text, (error) => {
        this.#stream.removeListener('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  discard(): void {
    // What a pipe has taken cannot be taken back.
  }
}
