import { createHash } from 'node:crypto';

/**
 * The digest of a month's bodies, as the schema's function month_summary computes it: SHA-256 over the digests of its
 * hours, each SHA-256 over the SHA-256 of its bodies.
 */
export class BodiesDigest {
  readonly #month = createHash('sha256');
  #hour: { readonly name: string; readonly hash: ReturnType<typeof createHash> } | undefined;

  /** Takes the next body; the time is RFC 3339 in UTC, and never before the one of the last body. */
  add(occurredAt: string, body: string): void {
    const name = occurredAt.slice(0, 'YYYY-MM-DDTHH'.length);
    if (this.#hour?.name !== name) {
      this.#endHour();
      this.#hour = { name, hash: createHash('sha256') };
    }
    this.#hour.hash.update(createHash('sha256').update(body).digest());
  }

  /** The digest in hexadecimal; nothing can be added after that. */
  end(): string {
    this.#endHour();
    return this.#month.digest('hex');
  }

  #endHour(): void {
    if (this.#hour !== undefined) this.#month.update(this.#hour.hash.digest());
    this.#hour = undefined;
  }
}
