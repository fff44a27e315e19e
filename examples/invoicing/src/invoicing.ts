import { registerAuditHooks } from '@auditrail/sequelize';
import { EventEmitter } from 'node:events';
import type { Sequelize } from 'sequelize';
import { createInvoicingAudit, type InvoicingAudit } from './audit.js';
import { createTables, openDatabase } from './database.js';
import type { Invoice } from './models/invoice.js';
import { defineModels, type Models } from './models/models.js';

/** What every service works with. */
export interface Invoicing {
  readonly audit: InvoicingAudit;
  readonly sequelize: Sequelize;
  readonly models: Models;
  /** Tells of what happened once it is committed. */
  readonly emitter: EventEmitter<DomainEvents>;
}

export interface DomainEvents {
  readonly paid: [invoice: Invoice];
}

export interface InvoicingOptions {
  readonly connectionString: string;
  /** A namespace as cls-hooked makes them, through which Sequelize finds transactions that are not passed. */
  readonly transactionNamespace?: object;
}

/** Opens the application on a database, creating its tables and the audit trail's where they are missing. */
export async function openInvoicing({ connectionString, transactionNamespace }: InvoicingOptions): Promise<Invoicing> {
  const sequelize = openDatabase(connectionString, transactionNamespace);
  await sequelize.authenticate();
  const models = defineModels(sequelize);
  await createTables(sequelize);

  const audit = await createInvoicingAudit({ connectionString });
  registerAuditHooks(sequelize, audit, {
    models: { User: { fields: { passwordHash: 'drop', apiTokenHash: 'drop', email: 'mask' } } },
  });
  // As many listeners as there are invoices that somebody watches.
  const emitter = new EventEmitter<DomainEvents>().setMaxListeners(0);
  return { audit, sequelize, models, emitter };
}

/** Closes both pools, the audit trail's once everything is recorded. */
export async function closeInvoicing({ audit, sequelize }: Invoicing): Promise<void> {
  await audit.close();
  await sequelize.close();
}
