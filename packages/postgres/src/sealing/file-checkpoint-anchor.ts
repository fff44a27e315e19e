import { open, type FileHandle } from 'node:fs/promises';
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
    return this.#read(async (file) => (await readTail(file)) ?? parseNotes(await file.readFile('utf8')).at(-1));
  }

  /** Every note, oldest first. A line that a crash has cut off is none. */
  all(): ResultAsync<readonly string[], AuditError> {
    return this.#read(async (file) => parseNotes(await file.readFile('utf8'))).map((notes) => notes ?? []);
  }

  publish(note: string): ResultAsync<void, AuditError> {
    return ResultAsync.fromPromise(this.#append(note), (cause) => failure('written', cause));
  }

  /** Undefined where there is no file. */
  #read<Value>(work: (file: FileHandle) => Promise<Value>): ResultAsync<Value | undefined, AuditError> {
    return ResultAsync.fromPromise(withFile(this.#path, work), (cause) => failure('read', cause));
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

// A sealer asks for the latest note all the time, of a file that grows for years.
const tailBytes = 64 * 1_024;

/** The last note among the last bytes; undefined where they hold none. */
async function readTail(file: FileHandle): Promise<string | undefined> {
  const { size } = await file.stat();
  if (size <= tailBytes) return undefined;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, size - tailBytes);
  const tail = buffer.subarray(0, bytesRead).toString();
  // Its first line may lack its beginning.
  return parseNotes(tail.slice(tail.indexOf('\n') + 1)).at(-1);
}

function parseNotes(text: string): readonly string[] {
  return text.split('\n').flatMap(parseLine);
}

function parseLine(line: string): readonly string[] {
  try {
    const note: unknown = JSON.parse(line);
    return typeof note === 'string' ? [note] : [];
  } catch {
    return [];
  }
}

async function withFile<Value>(path: string, work: (file: FileHandle) => Promise<Value>): Promise<Value | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function failure(what: string, cause: unknown): AuditError {
  return new AuditError('ANCHOR_FAILED', `The anchor's file cannot be ${what}`, { cause });
}
