export { startEphemeralPostgres } from './ephemeral-postgres.js';
export type { EphemeralPostgres, EphemeralPostgresOptions } from './ephemeral-postgres.js';
