export type { ArchivedEventName, ArchivedFile, ArchiveManifest } from './archive/archive-manifest.js';
export type { ArchiveOptions } from './archive/archive-month.js';
export type { DroppedMonth } from './maintenance/drop-month.js';
export type { MaintenanceOptions, MaintenanceReport } from './maintenance/maintain.js';
export type { Retention } from './maintenance/set-retention.js';
export { PostgresAuditStore } from './postgres-audit-store.js';
export type { PostgresAuditStoreOptions, PostgresConnection } from './postgres-audit-store-options.js';
export type { MigrationReport } from './schema/migrator.js';
