import { randomUUID } from 'node:crypto';
import { createAuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { DataTypes, Sequelize } from 'sequelize';

/** Where to write, and how to tell what has been acknowledged. */
export interface WritingOptions {
  readonly host: string;
  readonly user: string;
  readonly database: string;
  readonly onRecorded: (id: string) => void;
  readonly isOver: () => boolean;
}

const callers = 8;

/** Records events at once, and creates business rows whose events share their transaction, until it is told to end. */
export async function writeForever({ host, user, database, onRecorded, isOver }: WritingOptions): Promise<void> {
  const store = new PostgresAuditStore({ connection: { host, user, database } });
  const audit = createAuditTrail({ store, onError: () => undefined });
  const sequelize = new Sequelize({ dialect: 'postgres', host, username: user, database, logging: false });
  const key = { type: DataTypes.UUID, primaryKey: true };
  const Invoice = sequelize.define('Invoice', { id: key }, { tableName: 'invoice', timestamps: false });
  registerAuditHooks(sequelize, audit);
  const record = async (): Promise<void> => {
    const receipt = await audit.record({ action: 'invoice.view', resource: { type: 'Invoice' } });
    if (receipt.isOk()) onRecorded(receipt.value.id);
  };
  const create = async (): Promise<void> => {
    await Invoice.create({ id: randomUUID() }).catch(() => undefined);
  };
  const repeat = async (work: () => Promise<void>): Promise<void> => {
    while (!isOver()) {
      await work();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => repeat(caller % 2 === 0 ? record : create)));
  await audit.close();
  await sequelize.close();
}
