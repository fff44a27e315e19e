import { open } from 'node:fs/promises';
import { AuditError } from '@auditrail/core';
import { LogVerifier, parseEventEntry, parseTlogProof, verifyReceipt, type EventReceipt } from '@auditrail/integrity';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import { ProblemList } from './problem-list.js';
import type { Problem } from './problem.js';
import { openCheckpoints } from './signed-checkpoints.js';

export interface VerifyReceiptsOptions {
  /** A file with a receipt a line, as `streamProofs` gives them. */
  readonly receipts: string;
  /** Which log this is: the name of its key. */
  readonly origin: string;
  /** The public keys that may have signed it, `name+id+base64`. */
  readonly keys: readonly string[];
  /** What the log has published where nobody could take it back, each a signed note. */
  readonly anchored?: readonly string[] | undefined;
  readonly onProgress?: ((receipts: number) => void) | undefined;
}

/** What a verification of receipts has found. */
export interface ReceiptsReport {
  readonly holds: boolean;
  /** How many receipts show that the log has their event as it was sealed. */
  readonly verified: number;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/**
 * Checks receipts without the database: each shows that the log has its event; that no event is left out they cannot.
 * Finding something is no failure. Fails with OPTIONS_INVALID for a wrong key, ARCHIVE_FAILED for a file that cannot be
 * read.
 */
export function verifyReceipts(options: VerifyReceiptsOptions): ResultAsync<ReceiptsReport, AuditError> {
  return new ResultAsync(verify(options));
}

async function verify(options: VerifyReceiptsOptions): Promise<Result<ReceiptsReport, AuditError>> {
  const verifier = LogVerifier.create({ origin: options.origin, keys: options.keys });
  if (!verifier.ok) return err(new AuditError('OPTIONS_INVALID', `keys: ${verifier.failure.message}`));
  const problems = new ProblemList();
  const anchored = openCheckpoints(options.anchored ?? [], verifier.value, 'the anchor', problems);
  const rootAt = new Map(anchored.map(({ size, root }) => [size, Buffer.from(root).toString('base64')]));
  let [lines, verified] = [0, 0];
  try {
    const file = await open(options.receipts);
    for await (const line of file.readLines()) {
      lines += 1;
      const problem = problemOf(line, lines, verifier.value, rootAt);
      if (problem === undefined) verified += 1;
      else problems.add(problem);
      options.onProgress?.(lines);
    }
  } catch (cause) {
    return err(new AuditError('ARCHIVE_FAILED', 'The file of the receipts cannot be read', { cause }));
  }
  const { kept, count } = problems;
  return ok({ holds: count === 0, verified, problems: kept, problemCount: count });
}

function problemOf(
  line: string,
  number: number,
  verifier: LogVerifier,
  rootAt: ReadonlyMap<number, string>,
): Problem | undefined {
  const receipt = parseReceipt(line);
  if (receipt === undefined) return { kind: 'malformed', detail: `line ${String(number)} is no receipt` };
  const checked = verifyReceipt(receipt, verifier);
  const proof = parseTlogProof(receipt.proof);
  const entry = parseEventEntry(Buffer.from(receipt.entry));
  const about = {
    ...(proof.ok && { position: proof.value.index }),
    ...(entry.ok && { id: entry.value.id }),
  };
  if (!checked.ok) return { kind: 'altered', ...about, detail: `line ${String(number)}: ${checked.failure.message}` };
  const { size, root } = checked.value.checkpoint;
  const published = rootAt.get(size);
  if (published === undefined || published === Buffer.from(root).toString('base64')) return undefined;
  return {
    kind: 'forked',
    ...about,
    detail: `line ${String(number)}: at ${String(size)} something else was published`,
  };
}

function parseReceipt(line: string): EventReceipt | undefined {
  try {
    const { body, salt, entry, proof } = JSON.parse(line) as Partial<Record<keyof EventReceipt, unknown>>;
    const members = [body, salt, entry, proof];
    return members.every((member) => typeof member === 'string') ? (JSON.parse(line) as EventReceipt) : undefined;
  } catch {
    return undefined;
  }
}
