import { isAuditError } from '@auditrail/core';

/** One line about why the program cannot run: what failed, by its code, without values such as a connection string. */
export function describeFailure(error: unknown): string {
  if (isAuditError(error)) return `The audit trail cannot be used: ${error.code}. ${error.message}`;
  const code = findCode(error);
  if (error instanceof Error && error.name.startsWith('Sequelize')) {
    return `The database cannot be used: ${code ?? error.name}. Check DATABASE_URL.`;
  }
  if (code === 'EADDRINUSE' || code === 'EACCES') return `The port cannot be used: ${code}. Check PORT.`;
  return error instanceof Error ? error.message : 'Something that is not an error was thrown.';
}

// Sequelize keeps the driver's error in `parent`.
function findCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'parent' in error ? findCode(error.parent) : undefined;
}
