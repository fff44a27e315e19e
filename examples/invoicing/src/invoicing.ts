import { registerAuditHooks } from '@auditrail/sequelize';
import type { Sequelize } from 'sequelize';
import { createInvoicingAudit, type InvoicingAudit } from './audit.js';
import { createTables, openDatabase } from './database.js';
import { defineModels, type Models } from './models/models.js';

/** What every service works with. */
export interface Invoicing {
  readonly audit: InvoicingAudit;
  readonly sequelize: Sequelize;
  readonly models: Models;
}

export interface InvoicingOptions {
  readonly connectionString: string;
}

/** Opens the application on a database, creating its tables and the audit trail's where they are missing. */
export async function openInvoicing({ connectionString }: InvoicingOptions): Promise<Invoicing> {
  const sequelize = openDatabase(connectionString);
  await sequelize.authenticate();
  const models = defineModels(sequelize);
  await createTables(sequelize);

  const audit = await createInvoicingAudit({ connectionString });
  registerAuditHooks(sequelize, audit, {
    models: { User: { fields: { passwordHash: 'drop', apiTokenHash: 'drop', email: 'mask' } } },
  });
  return { audit, sequelize, models };
}

/** Closes both pools, the audit trail's once everything is recorded. */
export async function closeInvoicing({ audit, sequelize }: Invoicing): Promise<void> {
  await audit.close();
  await sequelize.close();
}
