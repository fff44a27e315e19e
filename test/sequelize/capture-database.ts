import {
  createAuditTrail,
  MemoryAuditStore,
  type AuditError,
  type AuditTrail,
  type RedactionOptions,
  type StoredEvent,
} from '@auditrail/core';
import { registerAuditHooks, type AuditHooksOptions } from '@auditrail/sequelize';
import { DataTypes, Sequelize, type Model, type ModelStatic, type Options } from 'sequelize';
import { createTestDatabase, type PostgresVersion } from '../postgres-server/test-database.js';

type AnyModel = ModelStatic<Model<Record<string, unknown>, Record<string, unknown>>>;

/** A database of its own with a few models, captured into a memory store. */
export interface CaptureDatabase {
  readonly sequelize: Sequelize;
  readonly audit: AuditTrail;
  readonly store: MemoryAuditStore;
  readonly failures: AuditError[];
  readonly User: AnyModel;
  readonly Customer: AnyModel;
  readonly Tag: AnyModel;
  readonly Membership: AnyModel;
  /** The events since the last call, oldest first. */
  newEvents(): Promise<readonly StoredEvent[]>;
  close(): Promise<void>;
}

export interface CaptureDatabaseOptions {
  readonly hooks?: AuditHooksOptions;
  readonly sequelize?: Options;
  readonly redaction?: RedactionOptions;
}

/** `old → new` by attribute, without the timestamps that every write moves. */
export function changesOf(event: StoredEvent | undefined): Record<string, unknown> {
  const timestamps = ['createdAt', 'updatedAt'];
  return Object.fromEntries(Object.entries(event?.changes ?? {}).filter(([name]) => !timestamps.includes(name)));
}

export async function createCaptureDatabase(
  version: PostgresVersion,
  { hooks, redaction, sequelize: sequelizeOptions }: CaptureDatabaseOptions = {},
): Promise<CaptureDatabase> {
  const database = await createTestDatabase(version);
  const sequelize = new Sequelize({
    dialect: 'postgres',
    host: database.socketDirectory,
    username: database.user,
    database: database.database,
    logging: false,
    ...sequelizeOptions,
  });
  const User = sequelize.define(
    'User',
    {
      name: DataTypes.STRING,
      email: { type: DataTypes.STRING, unique: true },
      passwordHash: { type: DataTypes.STRING, field: 'password_hash' },
      visits: { type: DataTypes.INTEGER, defaultValue: 0 },
      settings: DataTypes.JSONB,
    },
    { tableName: 'users' },
  ) as AnyModel;
  const Customer = sequelize.define('Customer', { name: DataTypes.STRING }, { paranoid: true }) as AnyModel;
  const Tag = sequelize.define('Tag', { label: { type: DataTypes.STRING, primaryKey: true } }) as AnyModel;
  const Membership = sequelize.define('Membership', { role: DataTypes.STRING }) as AnyModel;
  User.belongsToMany(Customer, { through: Membership });
  Customer.belongsToMany(User, { through: Membership });

  const store = new MemoryAuditStore();
  const failures: AuditError[] = [];
  const audit = createAuditTrail({ store, redaction, onError: (error) => failures.push(error) });
  registerAuditHooks(sequelize, audit, hooks);
  await sequelize.sync();

  let seen = 0;
  return {
    sequelize,
    audit,
    store,
    failures,
    User,
    Customer,
    Tag,
    Membership,
    newEvents: async () => {
      await audit.settled();
      const events = store.events.slice(seen);
      seen += events.length;
      return events;
    },
    close: async () => {
      await sequelize.close();
      await database.drop();
    },
  };
}
