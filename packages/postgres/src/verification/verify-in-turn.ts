import { AuditError } from '@auditrail/core';
import { tileWidth } from '@auditrail/integrity';
import { err, ok, type Result } from 'neverthrow';
import type { ConnectionPool } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { openLog } from './known-log.js';
import { ProblemList } from './problem-list.js';
import { rereadLeaves } from './reread-leaves.js';
import type { VerificationReport } from './verification-report.js';
import { verifyLog, type VerifyOptions } from './verify-log.js';

/** How far a verification is that never ends. Plain JSON. */
export interface VerificationProgress {
  /** The last checkpoint that held: only events behind it are new. */
  readonly checkpoint?: string | undefined;
  /** Up to where old events have been read again in this round. */
  readonly position: number;
  /** When the round began: RFC 3339. */
  readonly roundStartedAt: string;
}

export interface VerifyInTurnOptions extends Omit<VerifyOptions, 'from'> {
  /** Within how many days each event is read again. */
  readonly withinDays: number;
  /** What the last call ended with; without it the whole log is read. */
  readonly progress?: VerificationProgress | undefined;
  /** The time. Default: the system's. */
  readonly clock?: (() => Date) | undefined;
}

/** What one turn has found. */
export interface TurnReport extends VerificationReport {
  /** How many old events were read again. */
  readonly reread: number;
  readonly progress: VerificationProgress;
}

const dayMs = 86_400_000;
const mostPerTurn = 256 * tileWidth;

/**
 * Verifies what is new, and as many old events again as are due by now for all of them to have their turn in time.
 * Events without a leaf are looked for among all at the beginning of each round.
 */
export async function verifyInTurn(
  pool: ConnectionPool,
  schema: SchemaName,
  { withinDays, progress, clock = () => new Date(), ...options }: VerifyInTurnOptions,
): Promise<Result<TurnReport, AuditError>> {
  if (!(withinDays > 0)) return err(new AuditError('OPTIONS_INVALID', 'withinDays: not a number of days'));
  const now = clock();
  const {
    checkpoint,
    position: reachedBefore,
    roundStartedAt,
  } = progress ?? { position: 0, roundStartedAt: now.toISOString() };
  const position = reachedBefore - (reachedBefore % tileWidth);
  const verified = await verifyLog(pool, schema, { ...options, from: checkpoint }, position === 0 ? 'all' : 'recent');
  if (verified.isErr()) return err(verified.error);
  const report = verified.value;
  const note = report.checkpoint ?? checkpoint;
  const signed = openLog(options).map(({ verifier }) =>
    note === undefined ? undefined : verifier.verifyCheckpoint(note),
  );
  if (signed.isErr()) return err(signed.error);
  if (signed.value?.ok !== true) return ok({ ...report, reread: 0, progress: { position, roundStartedAt } });

  const { value: checkpointed } = signed.value;
  const problems = new ProblemList();
  const part = (now.getTime() - Date.parse(roundStartedAt)) / (withinDays * dayMs);
  const due = Math.ceil(Math.min(1, part) * Math.ceil(checkpointed.size / tileWidth)) * tileWidth;
  const reached = Math.max(position, Math.min(due, position + mostPerTurn));
  const reread = await rereadLeaves(pool, schema, checkpointed, { from: position, to: reached }, problems);
  if (reread.isErr()) return err(reread.error);
  const isOver = part >= 1 && reached >= checkpointed.size;
  return ok({
    ...report,
    holds: report.holds && problems.count === 0,
    problems: [...report.problems, ...problems.kept],
    problemCount: report.problemCount + problems.count,
    reread: Math.max(0, Math.min(reached, checkpointed.size) - position),
    progress: {
      checkpoint: note,
      position: isOver ? 0 : reached,
      roundStartedAt: isOver ? now.toISOString() : roundStartedAt,
    },
  });
}
