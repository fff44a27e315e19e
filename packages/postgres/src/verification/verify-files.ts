import { AuditError } from '@auditrail/core';
import { leafHash, parseEventEntry, verifyTiledLog } from '@auditrail/integrity';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import { TileDirectory } from '../sealing/tile-directory.js';
import { readArchivedLeaves, type ArchivedLeaves } from './archived-leaves.js';
import { openLog, type KnownLog } from './known-log.js';
import type { ProblemList } from './problem-list.js';
import type { Problem } from './problem.js';

export interface VerifyFilesOptions extends KnownLog {
  /** A directory as `exportTiles` has written it. */
  readonly tiles: string;
  /** The `<month>.manifest.json` of an archive, whose events are compared with the log. */
  readonly archive?: string | undefined;
  readonly onProgress?: ((position: number) => void) | undefined;
}

/** What a verification without the database has found. */
export interface FileVerificationReport {
  readonly holds: boolean;
  /** How many entries the log has that were read, and are what was signed. */
  readonly size: number;
  /** The month of the archive, `YYYY-MM`. */
  readonly month?: string;
  /** How many events of the archive the log has. */
  readonly archived: number;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/**
 * Checks a log that was written as tiles, and an archive against it, without the database. Finding something is no
 * failure. Fails with OPTIONS_INVALID for a wrong key, and with ARCHIVE_FAILED where a file cannot be read.
 */
export function verifyFiles(options: VerifyFilesOptions): ResultAsync<FileVerificationReport, AuditError> {
  return new ResultAsync(verify(options));
}

async function verify(options: VerifyFilesOptions): Promise<Result<FileVerificationReport, AuditError>> {
  const log = openLog(options);
  if (log.isErr()) return err(log.error);
  const { verifier, problems, anchored: published } = log.value;
  try {
    const archive = options.archive === undefined ? undefined : await readArchivedLeaves(options.archive, problems);
    const comparison = new ArchiveComparison(archive);
    const checked = await verifyTiledLog({
      read: new TileDirectory(options.tiles).read,
      verifier,
      published,
      onEntry: (entry, position) => {
        comparison.add(entry, position);
        options.onProgress?.(position + 1);
      },
    });
    if (!checked.ok) problems.add({ kind: kindOf(checked.failure.code), detail: checked.failure.message });
    else comparison.tell(problems);
    return ok({
      holds: problems.count === 0,
      size: checked.ok ? checked.value.size : 0,
      ...(archive && { month: archive.month }),
      archived: checked.ok ? comparison.found : 0,
      problems: problems.kept,
      problemCount: problems.count,
    });
  } catch (cause) {
    return err(new AuditError('ARCHIVE_FAILED', 'A file of the tiles or of the archive cannot be read', { cause }));
  }
}

function kindOf(code: string): Problem['kind'] {
  if (code === 'ROLLED_BACK') return 'rolled-back';
  if (code === 'RESOURCE_MISSING') return 'missing';
  return code === 'FORKED' || code === 'TILE_INVALID' ? 'forked' : 'malformed';
}

interface Leaf {
  readonly id: string;
  readonly position: number;
}

/** Ticks off the events of an archive. */
class ArchiveComparison {
  readonly #month: string | undefined;
  readonly #waiting: Map<string, string>;
  readonly #unlike: Leaf[] = [];
  #found = 0;

  constructor(archive: ArchivedLeaves | undefined) {
    this.#month = archive?.month;
    this.#waiting = new Map(archive?.idByLeaf);
  }

  get found(): number {
    return this.#found;
  }

  add(bytes: Uint8Array, position: number): void {
    if (this.#month === undefined) return;
    if (this.#waiting.delete(Buffer.from(leafHash(bytes)).toString('base64'))) {
      this.#found += 1;
      return;
    }
    const entry = parseEventEntry(bytes);
    if (entry.ok && entry.value.occurredAt.startsWith(this.#month)) this.#unlike.push({ id: entry.value.id, position });
  }

  tell(problems: ProblemList): void {
    const archived = new Set(this.#waiting.values());
    for (const { id, position } of this.#unlike) {
      const isAltered = archived.delete(id);
      const detail = isAltered ? 'the event is not as it was sealed' : 'the event is not in the archive';
      problems.add({ kind: isAltered ? 'altered' : 'missing', position, id, detail });
    }
    for (const id of archived) problems.add({ kind: 'unsealed', id, detail: 'the log never sealed this event' });
  }
}
