import { AuditError } from '@auditrail/core';
import { sqlState } from '../connection/database-fault.js';
import type { RolePurpose } from './role-purpose.js';

/** Makes a refusal for lack of a right say which of the log's roles has that right; every other failure stays. */
export function nameMissingRole(purpose: RolePurpose): (error: AuditError) => AuditError {
  return (error) => {
    if (sqlState(error.cause) !== '42501') return error;
    return new AuditError('STORE_FORBIDDEN', messages[purpose], { cause: error.cause });
  };
}

const messages: { readonly [Purpose in RolePurpose]: string } = {
  owner: message('owner', 'to migrate the log, or connect as a role with CREATEROLE for this once'),
  writer: message('writer', 'to append'),
  sealer: message('sealer', 'to seal'),
  reader: message('reader', 'to query'),
  maintainer: message('maintainer', 'to maintain the log'),
};

function message(purpose: RolePurpose, action: string): string {
  return `The role of the connection must be a member of the log's ${purpose} (by default auditrail_${purpose}) ${action}`;
}
