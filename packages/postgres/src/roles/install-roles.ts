import { AuditError } from '@auditrail/core';
import type { Execute } from '../connection/connection-pool.js';
import type { SchemaName } from '../schema/schema-name.js';
import { asMemberOfOwner } from './as-owner.js';
import { rolePurposes, type RolePurpose } from './role-purpose.js';
import type { RolesChoice } from './roles-option.js';

/** Who does what in a log: one role everything, or each purpose the role of this name. */
export type InstalledRoles = 'single' | Readonly<Record<RolePurpose, string>>;

/**
 * Installs the chosen roles, or brings those that are installed back to exactly their rights, within a transaction.
 * Separate roles are never taken back: STORE_FORBIDDEN.
 */
export async function installRoles(execute: Execute, schema: SchemaName, choice: RolesChoice): Promise<InstalledRoles> {
  return asMemberOfOwner(execute, schema, async () => {
    const { rows } = await execute(`SELECT FROM ${schema.identifier}.installed_role LIMIT 1`);
    const isSingle = rows.length === 0;
    if (choice === 'single' && !isSingle) {
      throw new AuditError('STORE_FORBIDDEN', 'The log has separate roles, which migrate() does not take back');
    }
    if (isSingle && (choice === undefined || choice === 'single')) return 'single';
    const installed = await execute(`SELECT ${schema.identifier}.install_roles($1::jsonb) AS names`, [
      JSON.stringify(choice ?? {}),
    ]);
    return readNames(installed.rows[0]?.['names']);
  });
}

function readNames(text: string | null | undefined): InstalledRoles {
  const names = JSON.parse(text ?? '{}') as Readonly<Record<string, string>>;
  return Object.fromEntries(rolePurposes.map((purpose) => [purpose, names[purpose] ?? ''])) as Record<
    RolePurpose,
    string
  >;
}
