import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that appears under its name only when it is complete and on disk. */
export class ArchiveFile {
  readonly name: string;
  readonly #directory: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal | undefined;
  readonly #hash = createHash('sha256');
  #isClosed = false;

  private constructor(
    directory: string,
    name: string,
    partial: string,
    handle: FileHandle,
    signal: AbortSignal | undefined,
  ) {
    this.#directory = directory;
    this.name = name;
    this.#partial = partial;
    this.#handle = handle;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#remove);
  }

  /** Starts a file that only its owner may read; aborting removes it at once, for a process that ends then. */
  static async create(directory: string, name: string, signal?: AbortSignal): Promise<ArchiveFile> {
    const partial = join(directory, `${name}.${randomBytes(6).toString('hex')}.partial`);
    return new ArchiveFile(directory, name, partial, await open(partial, 'wx', 0o600), signal);
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes);
  }

  /** Puts everything on disk; returns the SHA-256 of it in hexadecimal. */
  async finish(): Promise<string> {
    await this.#handle.sync();
    await this.#close();
    return this.#hash.digest('hex');
  }

  /** Gives a finished file its name, in the place of an earlier one. */
  async publish(): Promise<void> {
    await rename(this.#partial, join(this.#directory, this.name));
  }

  /** Removes what has no name yet. */
  async discard(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#remove);
    await this.#close();
    this.#remove();
  }

  readonly #remove = (): void => rmSync(this.#partial, { force: true });

  async #close(): Promise<void> {
    if (!this.#isClosed) await this.#handle.close();
    this.#isClosed = true;
  }
}

/** Puts the names of a directory's files on disk. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
