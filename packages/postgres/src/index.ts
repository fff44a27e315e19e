export type { MaintenanceOptions, MaintenanceReport } from './maintenance/maintain.js';
export { PostgresAuditStore } from './postgres-audit-store.js';
export type { PostgresAuditStoreOptions, PostgresConnection } from './postgres-audit-store-options.js';
export type { MigrationReport } from './schema/migrator.js';
