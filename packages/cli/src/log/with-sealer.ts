import { FileCheckpointAnchor, Sealer } from '@auditrail/postgres';
import { err, type Result } from 'neverthrow';
import type { GeneralValues } from '../command-line/general-options.js';
import { readOptionFile } from '../command-line/read-option-file.js';
import type { Surroundings } from '../command-line/surroundings.js';
import type { Failure } from '../failure/failure.js';
import { connectionUrl } from './with-store.js';

/** Where the private key of a log is, and where its checkpoints are published. */
export interface SealerFiles {
  readonly keyFile: string;
  readonly anchor: string;
}

/** Runs work with the sealer of the log that the options and the environment name, and closes it. Throws OPTIONS_INVALID. */
export async function withSealer<Value>(
  values: GeneralValues,
  surroundings: Surroundings,
  { keyFile, anchor }: SealerFiles,
  work: (sealer: Sealer) => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> {
  const key = await readOptionFile('key-file', keyFile);
  if (key.isErr()) return err(key.error);
  const sealer = new Sealer({
    connectionString: connectionUrl(values, surroundings),
    schema: values.schema,
    key: key.value.trim(),
    anchor: new FileCheckpointAnchor(anchor),
  });
  try {
    return await work(sealer);
  } finally {
    await sealer.close();
  }
}
