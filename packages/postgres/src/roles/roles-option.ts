import { AuditError } from '@auditrail/core';
import { err, ok, type Result } from 'neverthrow';
import { rolePurposes, type RolePurpose } from './role-purpose.js';

/**
 * Who does what in the log: one role everything (`single`), or each purpose a role of its own, `auditrail_<purpose>`
 * unless it is named here.
 */
export type RolesOption = 'single' | 'separate' | RoleNames;

/** Names of roles by what they are for. */
export type RoleNames = Readonly<Partial<Record<RolePurpose, string>>>;

/** A checked choice: undefined leaves the installation as it is. */
export type RolesChoice = 'single' | RoleNames | undefined;

const maxBytes = 63;

/** Checks the choice of roles; fails with OPTIONS_INVALID. */
export function parseRolesOption(option: unknown): Result<RolesChoice, AuditError> {
  if (option === undefined || option === 'single') return ok(option);
  if (option === 'separate') return ok({});
  if (typeof option !== 'object' || option === null) return invalid('roles must be "single", "separate" or names');
  const entries = Object.entries(option);
  const unknown = entries.find(([purpose]) => !rolePurposes.some((known) => known === purpose));
  if (unknown !== undefined) return invalid(`unknown purpose of a role: ${unknown[0]}`);
  const wrong = entries.find(([, name]) => name !== undefined && !isRoleName(name));
  if (wrong !== undefined) return invalid(`roles.${wrong[0]} must be a name of 1 to 63 bytes that PostgreSQL allows`);
  return ok(option);
}

function isRoleName(name: unknown): boolean {
  if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > maxBytes) return false;
  return !name.includes('\0') && name.isWellFormed() && !name.startsWith('pg_') && !['none', 'public'].includes(name);
}

function invalid(message: string): Result<never, AuditError> {
  return err(new AuditError('OPTIONS_INVALID', message));
}
