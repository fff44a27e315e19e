import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, realpath, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../failure/command-error.js';
import type { Output } from './output.js';

/** A file that appears under its name only when it is complete and on disk, readable by its owner alone. */
export class OutputFile implements Output {
  readonly #path: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #interruption: AbortSignal;
  #isFinished = false;

  private constructor(path: string, partial: string, handle: FileHandle, interruption: AbortSignal) {
    this.#path = path;
    this.#partial = partial;
    this.#handle = handle;
    this.#interruption = interruption;
    interruption.addEventListener('abort', this.discard, { once: true });
  }

  /** Starts a file, which an interruption removes. */
  static async create(path: string, interruption: AbortSignal): Promise<OutputFile> {
    const target = await resolveTarget(path);
    const partial = `${target}.${randomBytes(6).toString('hex')}.partial`;
    return new OutputFile(target, partial, await open(partial, 'wx', 0o600), interruption);
  }

  async write(text: string): Promise<void> {
    await this.#handle.writeFile(text);
  }

  /** Puts everything on disk, then gives the file its name, in the place of an earlier one. */
  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#partial, this.#path);
    this.#isFinished = true;
    this.#interruption.removeEventListener('abort', this.discard);
    const directory = await open(dirname(this.#path), 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  /** At once, because an interrupted process has no later. */
  readonly discard = (): void => {
    if (this.#isFinished) return;
    rmSync(this.#partial, { force: true });
    void this.#handle.close().catch(() => undefined);
  };
}

/** The file behind a link; a rename would replace the link, and a device like /dev/null just as well. */
async function resolveTarget(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) {
      throw new CommandError('OUTPUT_FAILED', 'The output is there already and is no file');
    }
    return target;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return path;
    throw error;
  }
}
