import type pg from 'pg';
import type { Transaction } from 'sequelize';
import type { Operation } from '../measure/time-per-operation.js';
import type { Account, Subject } from './subject.js';

const bulkRows = 1000;

interface WriteOptions {
  readonly transaction: Transaction | null;
  readonly individualHooks: boolean;
}

/** One kind of work, for any way to use Sequelize. */
export interface Workload {
  readonly title: string;
  /** Whether it brings a transaction of its own, so that plain Sequelize in a managed one is no other case. */
  readonly isTransactional: boolean;
  operation(subject: Subject, admin: pg.Client, times: number): Operation;
  /** How many operations make a round. */
  readonly times: { readonly full: number; readonly quick: number };
}

const single = { full: 40, quick: 3 };
const bulk = { full: 1, quick: 1 };

const account: Account = { owner: 'Ada', email: 'ada@example.org', balance: 0 };
const manyAccounts = Array.from({ length: bulkRows }, (_, balance) => ({ ...account, balance }));

/** Changes at each call, so that every update has something to write. */
let nextBalance = 1;
function newBalance(): number {
  nextBalance += 1;
  return nextBalance;
}

// Past Sequelize: preparing a round must leave no event.
async function empty({ table }: Subject, admin: pg.Client): Promise<void> {
  await admin.query(`TRUNCATE ${table}`);
}

async function fillOne(subject: Subject, admin: pg.Client): Promise<void> {
  await fill(subject, admin, 1);
}

async function fillMany(subject: Subject, admin: pg.Client): Promise<void> {
  await fill(subject, admin, bulkRows);
}

async function fill(subject: Subject, admin: pg.Client, rows: number): Promise<void> {
  await empty(subject, admin);
  const { owner, email, balance } = account;
  await admin.query(
    `INSERT INTO ${subject.table} (id, owner, email, balance, "createdAt", "updatedAt")
     SELECT id, $1, $2, $3, now(), now() FROM generate_series(1, $4::integer) AS id`,
    [owner, email, balance, rows],
  );
  await admin.query(`ANALYZE ${subject.table}`);
}

/** A write that the caller gives no transaction. */
function writeAlone(
  title: string,
  times: Workload['times'],
  prepare: (subject: Subject, admin: pg.Client) => Promise<void>,
  write: (subject: Subject, options: WriteOptions) => Promise<unknown>,
): Workload {
  return {
    title,
    isTransactional: false,
    times,
    operation: (subject, admin, count) => ({
      name: subject.name,
      times: count,
      prepare: () => prepare(subject, admin),
      run: () =>
        subject.alone((transaction) => write(subject, { transaction, individualHooks: subject.individualHooks })),
    }),
  };
}

const tenWrites: Workload = {
  title: "ten writes in the caller's transaction",
  isTransactional: true,
  times: { full: 10, quick: 1 },
  operation: (subject, admin, times) => ({
    name: subject.name,
    times,
    prepare: () => empty(subject, admin),
    run: () =>
      subject.sequelize.transaction(async (transaction) => {
        for (let pair = 0; pair < 5; pair += 1) {
          const instance = await subject.Account.create(account, { transaction });
          await instance.update({ balance: newBalance() }, { transaction });
        }
      }),
  }),
};

export const workloads: readonly Workload[] = [
  writeAlone('create, autocommit', single, empty, ({ Account }, options) => Account.create(account, options)),
  writeAlone('update, autocommit', single, fillOne, ({ Account }, options) =>
    Account.build({ ...account, id: 1 }, { isNewRecord: false }).update({ balance: newBalance() }, options),
  ),
  writeAlone(`bulkCreate(${bulkRows})`, bulk, empty, ({ Account }, options) =>
    Account.bulkCreate(manyAccounts, options),
  ),
  writeAlone(`Model.update of ${bulkRows} rows`, bulk, fillMany, ({ Account }, options) =>
    Account.update({ balance: newBalance() }, { ...options, where: {} }),
  ),
  writeAlone(`Model.destroy of ${bulkRows} rows`, bulk, fillMany, ({ Account }, options) =>
    Account.destroy({ ...options, where: {} }),
  ),
  tenWrites,
];
