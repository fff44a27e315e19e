import { AuditError, type AuditRecorder } from '@auditrail/core';
import type { CoverageLog } from '../coverage.js';
import type { PendingEvent } from '../session/transaction-events.js';
import type { WriteAnnotation } from '../write-annotation.js';
import { CaptureFailure } from './capture-failure.js';

/** What becomes of writes that are seen and cannot be recorded: each is counted, reported, and named in the trail. */
export class UncapturedWrites {
  readonly #recorder: AuditRecorder;
  readonly #coverage: CoverageLog;
  readonly #action: 'report' | 'throw';

  constructor(recorder: AuditRecorder, coverage: CoverageLog, action: 'report' | 'throw') {
    this.#recorder = recorder;
    this.#coverage = coverage;
    this.#action = action;
  }

  /** Throws a CaptureFailure where such a write is not to run. */
  refuse(description: string): void {
    if (this.#action === 'report') return;
    this.#coverage.noteUncaptured(description);
    throw new CaptureFailure(notCaptured(description));
  }

  /** Notes a write that has run, and makes the event that says what the trail lacks; whether it changed a row is not known. */
  note(description: string, annotation: WriteAnnotation | undefined): readonly PendingEvent[] {
    this.#coverage.noteUncaptured(description);
    this.#recorder.report(notCaptured(description));
    const made = this.#recorder.capture({
      ...annotation,
      action: 'auditrail.write.uncaptured',
      outcome: 'attempted',
      resource: { type: 'auditrail.statement', name: description },
      source: 'sequelize',
    });
    return [made.isOk() ? made.value : made.error];
  }
}

function notCaptured(description: string): AuditError {
  return new AuditError('WRITE_NOT_CAPTURED', `A write is not in the audit trail: ${description}`);
}
