import { setTimeout as sleep } from 'node:timers/promises';
import { AuditError } from '@auditrail/core';
import {
  parsePrivateKey,
  parseVerifierKey,
  verifierKeyOf,
  type Checkpoint,
  type NoteSigner,
  type NoteVerifier,
} from '@auditrail/integrity';
import { err, ok, type Result, type ResultAsync } from 'neverthrow';
import { ConnectionPool } from '../connection/connection-pool.js';
import { WorkUnderWay } from '../connection/work-under-way.js';
import { parseOptions } from '../parse-options.js';
import type { PostgresAuditStoreOptions } from '../postgres-audit-store-options.js';
import { nameMissingRole } from '../roles/name-missing-role.js';
import type { SchemaName } from '../schema/schema-name.js';
import type { CheckpointAnchor } from './checkpoint-anchor.js';
import type { RecoveryOptions } from './prepare-recovery.js';
import { publishCheckpoint, type CheckpointKeeper } from './publish-checkpoint.js';
import { recoverLog, type BegunRecovery } from './recover-log.js';
import { sealBatch } from './seal-batch.js';

/** What a sealer needs besides the database. */
export interface SealerOptions extends Pick<PostgresAuditStoreOptions, 'connectionString' | 'connection' | 'schema'> {
  /** The private key, `PRIVATE+KEY+name+id+base64`, or a signer whose key is elsewhere. Its name is the log's origin. */
  readonly key: string | NoteSigner;
  /** The public key, `name+id+base64`, of a signer: what the anchor has is checked with it. */
  readonly verifierKey?: string | undefined;
  readonly anchor: CheckpointAnchor;
}

/** What has been sealed and signed. */
export interface SealingReport {
  readonly sealed: number;
  /** How many of them are of no transaction of this cluster: restored, or forged. */
  readonly fromElsewhere: number;
  /** How many events the tree has; undefined while another sealer is at work. */
  readonly size: number | undefined;
  /** What was signed; undefined where nothing new was. */
  readonly checkpoint: Checkpoint | undefined;
}

/** How a log goes on under a new name. */
export interface RecoveryReport extends BegunRecovery {
  /** Undefined where this login may not seal: the sealer's has yet to. */
  readonly sealed: SealingReport | undefined;
}

export interface WatchOptions {
  /** The pause between two looks at a log in which nothing is to be done, in milliseconds; 500 by default. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  readonly onSealed?: (report: SealingReport) => void;
  /** Hears of every failure; sealing goes on. */
  readonly onError?: (error: AuditError) => void;
}

const eventsPerBatch = 2_000;
const connections = 2;

/**
 * Seals a log: gives each event a place in the tree, and signs how far the tree has grown. Any number may run; one at a
 * time works. It has connections of its own, and should have a process and a role of its own too.
 */
export class Sealer {
  readonly #pool: ConnectionPool;
  readonly #schema: SchemaName;
  readonly #keeper: CheckpointKeeper;
  readonly #work = new WorkUnderWay('The sealer');

  /** Connects to nothing yet. Throws OPTIONS_INVALID. */
  constructor({ key, verifierKey, anchor, ...database }: SealerOptions) {
    const options = parseOptions(database);
    this.#schema = options.schema;
    this.#keeper = { ...readKeys(key, verifierKey), anchor };
    this.#pool = new ConnectionPool(options, connections);
  }

  /** Seals what is there, and signs it. */
  seal(): ResultAsync<SealingReport, AuditError> {
    return this.#work.run(() => this.#seal()).mapErr(nameMissingRole('sealer'));
  }

  /** Seals again and again until the signal aborts, or the sealer is closed. Never fails. */
  async watch({ intervalMs = 500, signal, onSealed, onError }: WatchOptions = {}): Promise<void> {
    const isOver = () => signal?.aborted === true;
    while (!isOver()) {
      const sealed = await this.seal();
      if (sealed.isErr() && sealed.error.code === 'STORE_CLOSED') return;
      if (sealed.isErr()) onError?.(sealed.error);
      else if (sealed.value.sealed > 0 || sealed.value.checkpoint !== undefined) onSealed?.(sealed.value);
      await sleep(intervalMs, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  }

  /**
   * Lets the log go on under this sealer's name where nothing can be signed under the old one: a backup was restored, or
   * the key is lost. The new tree begins with an event that names the old one's last checkpoint; what was sealed then
   * follows, and is signed. Needs the owner's rights, and to sign a sealer's. Fails with ANCHOR_FAILED where the old anchor
   * has no checkpoint that holds, or the new one has any before the log is begun anew, and with OPTIONS_INVALID where both
   * names are the same. A second call goes on where the first was cut off.
   */
  recover(options: RecoveryOptions): ResultAsync<RecoveryReport, AuditError> {
    return this.#work.run(() => this.#recover(options)).mapErr(nameMissingRole('owner'));
  }

  /** Waits for what is under way, then closes its connections. What is called after that fails with STORE_CLOSED. */
  async close(): Promise<void> {
    await this.#work.close();
    await this.#pool.end();
  }

  async #recover(options: RecoveryOptions): Promise<Result<RecoveryReport, AuditError>> {
    const begun = await recoverLog(this.#pool, this.#schema, this.#keeper, options);
    if (begun.isErr()) return err(begun.error);
    const sealed = await this.#seal();
    // Who may become the owner need not be one who seals.
    if (sealed.isErr() && sealed.error.code !== 'STORE_FORBIDDEN') return err(sealed.error);
    return ok({ ...begun.value, sealed: sealed.unwrapOr(undefined) });
  }

  async #seal(): Promise<Result<SealingReport, AuditError>> {
    let [sealed, fromElsewhere] = [0, 0];
    for (;;) {
      const batch = await sealBatch(this.#pool, this.#schema, eventsPerBatch);
      if (batch.isErr()) {
        // The other sealer has finished in the same moment.
        if (batch.error.code === 'TRANSACTION_ROLLED_BACK') {
          return ok({ sealed, fromElsewhere, size: undefined, checkpoint: undefined });
        }
        return err(batch.error);
      }
      if (!batch.value.isElected) return ok({ sealed, fromElsewhere, size: undefined, checkpoint: undefined });
      sealed += batch.value.sealed;
      fromElsewhere += batch.value.fromElsewhere;
      if (batch.value.isMore) continue;
      const checkpoint = await publishCheckpoint(this.#pool, this.#schema, this.#keeper);
      return checkpoint.map((signed) => ({ sealed, fromElsewhere, size: batch.value.size, checkpoint: signed }));
    }
  }
}

function readKeys(
  key: string | NoteSigner,
  given: string | undefined,
): { readonly signer: NoteSigner; readonly verifier: NoteVerifier } {
  const signer = typeof key === 'string' ? parsePrivateKey(key) : ({ ok: true, value: key } as const);
  if (!signer.ok) throw new AuditError('OPTIONS_INVALID', `key: ${signer.failure.message}`);
  const derived = typeof key === 'string' ? verifierKeyOf(key) : undefined;
  const verifierKey = given ?? (derived?.ok === true ? derived.value : undefined);
  if (verifierKey === undefined) throw new AuditError('OPTIONS_INVALID', 'a signer needs its verifierKey');
  const verifier = parseVerifierKey(verifierKey);
  if (!verifier.ok) throw new AuditError('OPTIONS_INVALID', `verifierKey: ${verifier.failure.message}`);
  if (signer.value.name !== verifier.value.name || signer.value.keyId !== verifier.value.keyId) {
    throw new AuditError('OPTIONS_INVALID', 'verifierKey is not the public key of key');
  }
  return { signer: signer.value, verifier: verifier.value };
}
