import { open, readFile } from 'node:fs/promises';
import { AuditError } from '@auditrail/core';
import { ResultAsync } from 'neverthrow';
import type { CheckpointAnchor } from './checkpoint-anchor.js';

/**
 * An anchor that appends to a file and waits for the disk: a note a line, as a JSON string. Put the file where those who
 * keep the database cannot write.
 */
export class FileCheckpointAnchor implements CheckpointAnchor {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  latest(): ResultAsync<string | undefined, AuditError> {
    return this.all().map((notes) => notes.at(-1));
  }

  /** Every note, oldest first. A line that a crash has cut off is none. */
  all(): ResultAsync<readonly string[], AuditError> {
    return ResultAsync.fromPromise(readIfThere(this.#path), (cause) => failure('read', cause)).map((text) =>
      text.split('\n').flatMap(parseLine),
    );
  }

  publish(note: string): ResultAsync<void, AuditError> {
    return ResultAsync.fromPromise(this.#append(note), (cause) => failure('written', cause));
  }

  async #append(note: string): Promise<void> {
    const file = await open(this.#path, 'a', 0o644);
    try {
      // The line break comes first: what a crash has cut off must not run into this line.
      await file.appendFile(`\n${JSON.stringify(note)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}

function parseLine(line: string): readonly string[] {
  try {
    const note: unknown = JSON.parse(line);
    return typeof note === 'string' ? [note] : [];
  } catch {
    return [];
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return '';
    throw error;
  }
}

function failure(what: string, cause: unknown): AuditError {
  return new AuditError('ANCHOR_FAILED', `The anchor's file cannot be ${what}`, { cause });
}
