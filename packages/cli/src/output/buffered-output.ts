import type { Output } from './output.js';

const characters = 65_536;

/** Collects small texts, and passes them on together. */
export class BufferedOutput implements Output {
  readonly #target: Output;
  #pieces: string[] = [];
  #size = 0;

  constructor(target: Output) {
    this.#target = target;
  }

  async write(text: string): Promise<void> {
    this.#pieces.push(text);
    this.#size += text.length;
    if (this.#size >= characters) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#target.finish();
  }

  discard(): void {
    this.#target.discard();
  }

  async #flush(): Promise<void> {
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#size = 0;
    await this.#target.write(text);
  }
}
