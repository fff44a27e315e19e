import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A directory in the layout of C2SP tlog-tiles, as a web server would serve it. */
export class TileDirectory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The bytes under a path; undefined where there are none. */
  readonly read = async (path: string): Promise<Uint8Array | undefined> => {
    try {
      return await readFile(join(this.#path, path));
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
      throw error;
    }
  };

  async has(path: string): Promise<boolean> {
    return stat(join(this.#path, path)).then(
      () => true,
      () => false,
    );
  }

  /** Writes a file that appears only as a whole: whoever reads meanwhile sees the old one or the new one. */
  async write(path: string, bytes: Uint8Array | string): Promise<void> {
    const target = join(this.#path, path);
    const partial = `${target}.${randomBytes(6).toString('hex')}.partial`;
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(partial, bytes, { flush: true });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Removes the narrower versions of a resource that is full now. */
  async removePartial(path: string): Promise<void> {
    await rm(join(this.#path, `${path}.p`), { recursive: true, force: true });
  }
}
