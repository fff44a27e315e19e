import { FileCheckpointAnchor, type KnownLog } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { readOptionFile } from '../command-line/read-option-file.js';
import type { Failure } from '../failure/failure.js';

/** Which log a public key is of, and what its anchor has published, where there is one. */
export async function readKnownLog(keyFile: string, anchor: string | undefined): Promise<Result<KnownLog, Failure>> {
  const key = (await readOptionFile('key-file', keyFile)).map((text) => text.trim());
  if (key.isErr()) return err(key.error);
  const log = { origin: key.value.split('+')[0] ?? '', keys: [key.value] };
  if (anchor === undefined) return ok(log);
  return (await new FileCheckpointAnchor(anchor).all()).map((anchored) => ({ ...log, anchored }));
}
