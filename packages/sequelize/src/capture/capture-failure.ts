import type { AuditError } from '@auditrail/core';

/**
 * Carries an AuditError through Sequelize's query, which writes the statement and its values on the error it sees.
 * Security: those values are the application's data, so the AuditError itself never passes there.
 */
export class CaptureFailure extends Error {
  readonly auditError: AuditError;

  constructor(auditError: AuditError) {
    super(auditError.message);
    this.auditError = auditError;
  }
}
