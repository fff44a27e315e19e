import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that appears under its name only when it is complete and on disk. */
export class ArchiveFile {
  readonly name: string;
  readonly #directory: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #isClosed = false;

  private constructor(directory: string, name: string, partial: string, handle: FileHandle) {
    this.#directory = directory;
    this.name = name;
    this.#partial = partial;
    this.#handle = handle;
  }

  /** Starts a file that only its owner may read. */
  static async create(directory: string, name: string): Promise<ArchiveFile> {
    const partial = join(directory, `${name}.${randomBytes(6).toString('hex')}.partial`);
    return new ArchiveFile(directory, name, partial, await open(partial, 'wx', 0o600));
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
    await this.#close();
    await rm(this.#partial, { force: true });
  }

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
