export { PostgresAuditStore } from './postgres-audit-store.js';
export type { MigrateOptions } from './postgres-audit-store.js';
export type { PostgresAuditStoreOptions, PostgresConnection } from './postgres-audit-store-options.js';
export type { InstalledRoles } from './roles/install-roles.js';
export type { RolePurpose } from './roles/role-purpose.js';
export type { RoleNames, RolesOption } from './roles/roles-option.js';
export type { MigrationReport } from './schema/migrator.js';
