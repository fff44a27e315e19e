import { canonicalJson, createAuditTrail, diffRecords, parseEvent, type AuditError } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { createClsNamespace, registerAuditHooks } from '@auditrail/sequelize';
import { parseExactJson } from '#sequelize/relation/parse-exact-json.js';
import { readRelation } from '#sequelize/relation/read-relation.js';
import type { Relation } from '#sequelize/relation/relation.js';
import { expect } from 'chai';
import { createNamespace } from 'cls-hooked';
import sinon from 'sinon';
import { QueryTypes, Sequelize } from 'sequelize';
import { postgresVersions } from '../postgres-server/test-database.js';
import type { WritePath } from './write-paths/write-path.js';
import { writePaths } from './write-paths/write-paths.js';
import { createWriteDatabase, type WriteDatabase } from './write-world.js';

const log = `
  CREATE SCHEMA oracle;
  CREATE TABLE oracle.log (position bigserial, "table" text, old text, new text, tx text DEFAULT txid_current());
  CREATE FUNCTION oracle.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO oracle.log ("table", old, new) VALUES (TG_ARGV[0], to_json(OLD), to_json(NEW));
    RETURN NULL;
  END $$;
  CREATE FUNCTION oracle.note_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE format('INSERT INTO oracle.log ("table", old) SELECT %L, to_json(t.*) FROM %s t', TG_ARGV[0], TG_RELID::regclass);
    RETURN NULL;
  END $$`;

const baseTables: Readonly<Record<string, string>> = {
  'public.few': 'public.view_base',
  'public.sums': 'public.view_summed',
};

interface LoggedRow {
  readonly table: string;
  readonly old: string | null;
  readonly new: string | null;
  readonly tx: string;
}

/** What a trail should say of a row: the table, every column that differs, and the transaction. */
interface Fact {
  readonly table: string;
  readonly changes: unknown;
  readonly tx: string;
}

function inAnyOrder(facts: readonly Fact[]): readonly string[] {
  return facts.map((fact) => canonicalJson(JSON.parse(JSON.stringify(fact)) as never)).sort();
}

function useCls(namespace: object | undefined): void {
  (Sequelize as unknown as { _cls?: object | undefined })._cls = namespace;
}

for (const version of postgresVersions) {
  describe(`registerAuditHooks, against row triggers on PostgreSQL ${version}`, () => {
    let db: WriteDatabase;
    let store: PostgresAuditStore;
    let lastId = '00000000-0000-0000-0000-000000000000';
    const failures: AuditError[] = [];
    const relations = new Map<string, Relation>();
    let uncaptured = 0;

    before(async function () {
      this.timeout(60_000);
      db = await createWriteDatabase(version);
      await db.admin.query(log);
      for (const table of await db.tableNames()) {
        await db.admin.query(
          `CREATE TRIGGER zz_oracle AFTER INSERT OR UPDATE OR DELETE ON ${table}
           FOR EACH ROW EXECUTE FUNCTION oracle.note('${table.replaceAll('"', '')}');
           CREATE TRIGGER zz_oracle_all BEFORE TRUNCATE ON ${table}
           FOR EACH STATEMENT EXECUTE FUNCTION oracle.note_all('${table.replaceAll('"', '')}')`,
        );
        const execute = async (sql: string, bind: readonly unknown[]) => {
          const found = await db.admin.query<Record<string, string>>(sql, { bind: [...bind], type: QueryTypes.SELECT });
          return { rows: found.map((row) => ({ ...row })), rowCount: found.length };
        };
        const relation = await readRelation(execute, table);
        if (relation !== undefined) relations.set(table.replaceAll('"', ''), relation);
      }
      store = new PostgresAuditStore({ connectionString: db.connectionString });
      (await store.migrate())._unsafeUnwrap();
      const audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
      registerAuditHooks(db.world.sequelize, audit);
    });
    after(async () => {
      await store.close();
      await db.close();
    });
    beforeEach(() => sinon.stub(console, 'warn'));
    afterEach(() => sinon.restore());

    function imageOf(table: string, text: string | null) {
      const columns = relations.get(table)?.columns;
      return text === null ? undefined : parseExactJson(text, (column) => columns?.get(column)?.kind ?? 'plain');
    }

    async function oracleFacts(): Promise<readonly Fact[]> {
      const rows = await db.admin.query<LoggedRow & object>('SELECT * FROM oracle.log ORDER BY position', {
        type: QueryTypes.SELECT,
      });
      return rows
        .map(({ table, old, new: new_, tx }) => {
          return { table, changes: diffRecords(imageOf(table, old), imageOf(table, new_)), tx };
        })
        .filter(({ changes }) => Object.keys(changes).length > 0);
    }

    /** The trail's new events with the names of the database: tables and columns. */
    async function recordedFacts(schema = 'public'): Promise<readonly Fact[]> {
      const rows = await db.admin.query<{ readonly id: string; readonly body: string; readonly tx: string }>(
        'SELECT id, body, tx::text AS tx FROM auditrail.event WHERE id > $1 ORDER BY id',
        { bind: [lastId], type: QueryTypes.SELECT },
      );
      lastId = rows.at(-1)?.id ?? lastId;
      return rows.flatMap(({ body, tx }) => {
        const { action, resource, changes = {} } = parseEvent(JSON.parse(body))._unsafeUnwrap();
        if (action === 'auditrail.write.uncaptured') {
          uncaptured += 1;
          return [];
        }
        const model = db.world.sequelize.models[resource.type];
        const table = model?.getTableName() as string | { schema: string; tableName: string } | undefined;
        const name =
          typeof table === 'object' ? `${table.schema}.${table.tableName}` : `${schema}.${table ?? resource.type}`;
        const fieldOf = (attribute: string) => model?.getAttributes()[attribute]?.field ?? attribute;
        const named = Object.entries(changes).map(([attribute, change]) => [fieldOf(attribute), change] as const);
        return [{ table: baseTables[name] ?? name, changes: Object.fromEntries(named), tx }];
      });
    }

    async function compare(path: WritePath, isReported: boolean, run: () => Promise<unknown>): Promise<void> {
      await db.reset();
      await db.admin.query('TRUNCATE oracle.log');
      failures.length = 0;
      uncaptured = 0;
      await run().catch(() => undefined);
      const [expected, actual] = [await oracleFacts(), await recordedFacts(path.schema)];
      const codes = new Set(failures.map(({ code }) => code));
      if (isReported) {
        expect([...codes]).to.deep.equal(['WRITE_NOT_CAPTURED']);
        expect(uncaptured).to.equal(failures.length);
        return;
      }
      expect(uncaptured).to.equal(0);
      expect(inAnyOrder(actual)).to.deep.equal(inAnyOrder(expected));
      codes.delete('TRANSACTION_ROLLED_BACK');
      expect([...codes]).to.deep.equal([]);
    }

    const isReported = (path: WritePath) =>
      path.isReported ?? (Number(version) < 18 && path.isReportedBefore18) ?? false;

    for (const path of writePaths) {
      it(`${isReported(path) ? 'reports' : 'records every row of'}: ${path.name}`, () =>
        compare(path, isReported(path), () => path.run(db.world)));
    }

    if (version !== postgresVersions.at(-1)) return;
    for (const [name, makeNamespace] of [
      ['cls-hooked', () => createNamespace('oracle')],
      ['createClsNamespace', createClsNamespace],
    ] as const) {
      describe(`in a transaction of ${name}`, () => {
        before(() => useCls(makeNamespace()));
        after(() => useCls(undefined));

        for (const path of writePaths.filter((one) => !isReported(one))) {
          it(`records every row of: ${path.name}`, () =>
            compare(path, false, () => db.world.sequelize.transaction(() => path.run(db.world))));
        }
      });
    }
  });
}
