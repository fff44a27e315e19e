import { open } from 'node:fs/promises';
import { AuditError } from '@auditrail/core';
import {
  parseEventEntry,
  parseTlogProof,
  verifyReceipt,
  type EventReceipt,
  type LogVerifier,
  type VerifiedEvent,
} from '@auditrail/integrity';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import { openLog, type KnownLog } from './known-log.js';
import type { Problem } from './problem.js';

export interface VerifyReceiptsOptions extends KnownLog {
  /** A file with a receipt a line, as `streamProofs` gives them. */
  readonly receipts: string;
  readonly onProgress?: ((receipts: number) => void) | undefined;
}

/** What a verification of receipts has found. */
export interface ReceiptsReport {
  readonly holds: boolean;
  /** How many receipts show that the log has their event as it was sealed. */
  readonly verified: number;
  /** How many are under a checkpoint that is later than all that is known to be published. */
  readonly unpublished: number;
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
  const log = openLog(options);
  if (log.isErr()) return err(log.error);
  const { verifier, problems, anchored } = log.value;
  const published = new Map(anchored.map(({ size, root }) => [size, root]));
  const largest = Math.max(0, ...published.keys());
  let [lines, verified, unpublished] = [0, 0, 0];
  try {
    const file = await open(options.receipts);
    for await (const line of file.readLines()) {
      lines += 1;
      const checked = checkLine(line, lines, verifier);
      if ('kind' in checked) problems.add(checked);
      else {
        const { index: position, checkpoint, entry } = checked;
        const root = published.get(checkpoint.size);
        if (root !== undefined && Buffer.compare(root, checkpoint.root) === 0) verified += 1;
        else if (options.anchored === undefined) verified += 1;
        else if (root === undefined && checkpoint.size > largest) unpublished += 1;
        else {
          const detail = `line ${String(lines)}: what the log was at ${String(checkpoint.size)} is not what was published`;
          problems.add({ kind: 'forked', position, id: entry.id, detail });
        }
      }
      options.onProgress?.(lines);
    }
  } catch (cause) {
    return err(new AuditError('ARCHIVE_FAILED', 'The file of the receipts cannot be read', { cause }));
  }
  const { kept, count } = problems;
  return ok({ holds: count === 0, verified, unpublished, problems: kept, problemCount: count });
}

function checkLine(line: string, number: number, verifier: LogVerifier): VerifiedEvent | Problem {
  const receipt = parseReceipt(line);
  if (receipt === undefined) return { kind: 'malformed', detail: `line ${String(number)} is no receipt` };
  const checked = verifyReceipt(receipt, verifier);
  if (checked.ok) return checked.value;
  const [proof, entry] = [parseTlogProof(receipt.proof), parseEventEntry(Buffer.from(receipt.entry))];
  return {
    kind: 'altered',
    ...(proof.ok && { position: proof.value.index }),
    ...(entry.ok && { id: entry.value.id }),
    detail: `line ${String(number)}: ${checked.failure.message}`,
  };
}

function parseReceipt(line: string): EventReceipt | undefined {
  try {
    const receipt = JSON.parse(line) as EventReceipt;
    const members: readonly unknown[] = [receipt.body, receipt.salt, receipt.entry, receipt.proof];
    return members.every((member) => typeof member === 'string') ? receipt : undefined;
  } catch {
    return undefined;
  }
}
