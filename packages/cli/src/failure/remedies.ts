import type { AuditErrorCode } from '@auditrail/core';
import type { CommandErrorCode } from './command-error.js';

type Code = AuditErrorCode | CommandErrorCode;

/** What to do about a failure, by its code. */
export const remedies: { readonly [Known in Code]?: string } = {
  ANCHOR_FAILED:
    'Make the file of the anchor readable and writable. What was sealed is sealed; it is signed by the next run.',
  ARCHIVE_FAILED:
    'Make sure that each file is there, and that the directory can be written to and its disk has room; nothing was registered.',
  CURSOR_INVALID: 'Give the cursor as it was printed, with the same filters.',
  EVENT_NOT_SEALED: 'Run `auditrail seal`, which signs what has been stored.',
  LOG_FORKED:
    'Change nothing, keep the database and the anchor as they are, and run `auditrail verify`. Once it is known what has happened, `auditrail recover` goes on.',
  LOG_ROLLED_BACK:
    'Change nothing, keep the database and the anchor as they are, and run `auditrail verify`. Once it is known what has happened, `auditrail recover` goes on.',
  OPTIONS_INVALID: 'The option is described by `auditrail COMMAND --help`.',
  OUTCOME_UNKNOWN: 'The change may have been made. Run the command again: repeating it does no harm.',
  OUTPUT_FAILED: 'Nothing was left under the name of the file. Choose another place, or write to stdout.',
  QUERY_INVALID: 'The filters are described by `auditrail query --help`.',
  RETENTION_REFUSED:
    'A month can be dropped when it ended more than 31 days ago, is not younger than the minimum of `auditrail retention`, and has been archived as it is.',
  SCHEMA_INCOMPATIBLE: 'Use the version of auditrail that the log was migrated with, or run `auditrail migrate`.',
  SCHEMA_MISSING: 'Run `auditrail migrate`, or make sure that the database and --schema are the right ones.',
  STORE_FORBIDDEN: 'Connect as a login that is a member of that role.',
  STORE_TIMEOUT: 'Something else holds the log, or the server is slow. Run the command again later.',
  STORE_UNAVAILABLE: 'Make sure that the server is up and that --connection-string, DATABASE_URL or PG* lead to it.',
  TRANSACTION_ROLLED_BACK: 'Nothing was changed. Run the command again.',
  USAGE: '`auditrail --help` lists the commands, `auditrail COMMAND --help` explains one.',
};
