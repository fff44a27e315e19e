import { createAuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { DataTypes, Sequelize, type Model, type ModelStatic, type Transaction } from 'sequelize';
import type { BenchServer, Route } from '../database/bench-server.js';
import { addNaiveHooks } from './naive-hooks.js';
import { addPaperTrail } from './paper-trail.js';
import { addRowTrigger } from './row-trigger.js';

export interface Account {
  readonly id?: number;
  readonly owner: string;
  readonly email: string;
  readonly balance: number;
}

/** One way to use Sequelize, with an instance and a table of its own in the same database. */
export interface Subject {
  readonly name: string;
  readonly table: string;
  /** Where it records changes, one a row. */
  readonly logTable: string | undefined;
  readonly sequelize: Sequelize;
  readonly Account: ModelStatic<Model<Account, Account>>;
  /** Whether the bulk methods must run one hook a row. */
  readonly individualHooks: boolean;
  /** Runs one write as this way does it when the caller gives no transaction. */
  alone<Value>(write: (transaction: Transaction | null) => Promise<Value>): Promise<Value>;
  /** Runs the measured work in the surroundings that this way expects. */
  within<Value>(work: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

export const subjectNames = {
  plain: 'plain Sequelize',
  managed: 'plain, managed transaction',
  naive: 'naive hook',
  paperTrail: 'sequelize-paper-trail',
  trigger: 'row trigger',
  ours: 'auditrail',
} as const;

type SubjectKind = keyof typeof subjectNames;

const logTables: { readonly [Kind in SubjectKind]?: string } = {
  naive: 'naive_log',
  paperTrail: '"Revisions"',
  trigger: 'trigger_log',
  ours: 'auditrail.event',
};

/** Connects every way by one route. */
export async function connectSubjects(server: BenchServer, route: Route): Promise<readonly Subject[]> {
  return Promise.all(
    (['plain', 'managed', 'naive', 'paperTrail', 'trigger', 'ours'] as const).map((kind) =>
      connectSubject(kind, server, route),
    ),
  );
}

async function connectSubject(kind: SubjectKind, { user }: BenchServer, { host, port }: Route): Promise<Subject> {
  const database = { host, port, user, database: 'postgres' };
  const sequelize = new Sequelize({ ...database, username: user, dialect: 'postgres', logging: false });
  const table = `account_${kind.toLowerCase()}`;
  const Account = sequelize.define<Model<Account, Account>>(
    'Account',
    { owner: DataTypes.STRING, email: DataTypes.STRING, balance: DataTypes.INTEGER },
    { tableName: table },
  );
  if (kind === 'naive') addNaiveHooks(sequelize, Account);
  if (kind === 'paperTrail') addPaperTrail(sequelize, Account);
  await sequelize.sync();
  if (kind === 'trigger') await addRowTrigger(sequelize, table);
  const subject: Subject = {
    name: subjectNames[kind],
    table,
    logTable: logTables[kind],
    sequelize,
    Account,
    individualHooks: kind === 'naive',
    alone: (write) => (kind === 'managed' ? sequelize.transaction(write) : write(null)),
    within: (work) => work(),
    close: () => sequelize.close(),
  };
  return kind === 'ours' ? audited(subject, database) : subject;
}

async function audited(subject: Subject, connection: { host: string; port: number; user: string }): Promise<Subject> {
  const store = new PostgresAuditStore({ connection });
  const migrated = await store.migrate();
  if (migrated.isErr()) throw migrated.error;
  const audit = createAuditTrail({ store });
  registerAuditHooks(subject.sequelize, audit);
  return {
    ...subject,
    within: (work) => audit.runAs({ type: 'user', id: 'u-1' }, work),
    close: async () => {
      await subject.close();
      await audit.close();
    },
  };
}
