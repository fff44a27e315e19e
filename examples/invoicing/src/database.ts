import { Sequelize } from 'sequelize';

/** Prepares the connections to the application's own tables; connects when first used. */
export function openDatabase(connectionString: string, transactionNamespace?: object): Sequelize {
  // It holds for every Sequelize of the process.
  if (transactionNamespace) Sequelize.useCLS(transactionNamespace);
  return new Sequelize(connectionString, {
    logging: false,
    dialectOptions: { connectionTimeoutMillis: 5_000 },
    // No timestamps: when a row changed, and by whom, is what the audit trail knows.
    define: { schema: 'invoicing', underscored: true, timestamps: false },
  });
}

/** Creates the schema and the tables that are missing; leaves what is there as it is. */
export async function createTables(sequelize: Sequelize): Promise<void> {
  await sequelize.createSchema('invoicing', {});
  await sequelize.sync();
}
