import {
  DataTypes,
  Model,
  Sequelize,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type ModelStatic,
} from 'sequelize';
import { createTestDatabase, postgresVersions, type PostgresVersion } from '../../postgres-server/test-database.js';

export class Invoice extends Model<InferAttributes<Invoice>, InferCreationAttributes<Invoice>> {
  declare id: CreationOptional<number>;
  declare status: string;
}

export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>;
  declare email: string;
  declare passwordHash: string;
  declare tokenCount: CreationOptional<number>;
}

/** A database of one suite with the models that the documents speak of. */
export interface Shop {
  readonly connectionString: string;
  readonly sequelize: Sequelize;
  readonly Invoice: ModelStatic<Invoice>;
  readonly User: ModelStatic<User>;
  close(): Promise<void>;
}

/** Defines the models, without timestamps, on any Sequelize instance. */
export function defineModels(sequelize: Sequelize): Pick<Shop, 'Invoice' | 'User'> {
  const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
  const options = { timestamps: false };
  return {
    Invoice: sequelize.define<Invoice>('Invoice', { id, status: DataTypes.STRING }, options),
    User: sequelize.define<User>(
      'User',
      {
        id,
        email: DataTypes.STRING,
        passwordHash: DataTypes.STRING,
        tokenCount: { type: DataTypes.INTEGER, defaultValue: 0 },
      },
      options,
    ),
  };
}

/** Creates a database with the tables of the models. */
export async function openShop(): Promise<Shop> {
  const database = await createTestDatabase(postgresVersions.at(-1) as PostgresVersion);
  const { connectionString } = database;
  const sequelize = new Sequelize(connectionString, { logging: false });
  const models = defineModels(sequelize);
  await sequelize.sync();
  return {
    connectionString,
    sequelize,
    ...models,
    close: async () => {
      await sequelize.close();
      await database.drop();
    },
  };
}
