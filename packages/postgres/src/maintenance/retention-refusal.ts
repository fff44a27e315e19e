import { AuditError } from '@auditrail/core';

// By the constraint's name that comes with SQLSTATE TR004.
const reasons: { readonly [constraint: string]: string } = {
  archive_differs_from_month: 'what was exported is not what the month holds',
  log_has_lost_events: 'the month holds fewer events than the archive that is registered already',
  month_can_receive_events: 'events may still arrive in the month until 31 days after its end',
  month_differs_from_archive: 'the month no longer holds what was archived; archive it again',
  month_is_missing: 'the month has no partition',
  month_is_not_sealed: 'an event of the month is in no leaf of the tree, or under no signed checkpoint',
  month_is_not_archived: 'the month has not been archived',
  month_is_younger_than_minimum: 'the month is younger than the minimum retention',
  month_was_dropped: 'the month has been dropped already',
};

/** Says in words why retention refused, where that is what an error is about. */
export function explainRefusal(error: AuditError): AuditError {
  if (error.code !== 'RETENTION_REFUSED') return error;
  const constraint: unknown = error.cause instanceof Error ? Reflect.get(error.cause, 'constraint') : undefined;
  const reason = typeof constraint === 'string' ? reasons[constraint] : undefined;
  return new AuditError('RETENTION_REFUSED', `Retention refuses: ${reason ?? 'a rule of the schema'}`, {
    cause: error.cause,
  });
}
