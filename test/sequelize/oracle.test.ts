import { canonicalJson, createAuditTrail, diffRecords, MemoryAuditStore, type AuditError } from '@auditrail/core';
import { registerAuditHooks } from '@auditrail/sequelize';
import { parseExactJson } from '#sequelize/relation/parse-exact-json.js';
import { readRelation } from '#sequelize/relation/read-relation.js';
import type { Relation } from '#sequelize/relation/relation.js';
import { expect } from 'chai';
import sinon from 'sinon';
import { QueryTypes } from 'sequelize';
import { postgresVersions } from '../postgres-server/test-database.js';
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

/** What a trail should say of a row: the table, and every column that differs. */
interface Fact {
  readonly table: string;
  readonly changes: unknown;
}

function inAnyOrder(facts: readonly Fact[]): readonly string[] {
  return facts.map((fact) => canonicalJson(JSON.parse(JSON.stringify(fact)) as never)).sort();
}

for (const version of postgresVersions) {
  describe(`registerAuditHooks, against row triggers on PostgreSQL ${version}`, () => {
    let db: WriteDatabase;
    let store: MemoryAuditStore;
    const failures: AuditError[] = [];
    const relations = new Map<string, Relation>();

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
      store = new MemoryAuditStore();
      const audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
      registerAuditHooks(db.world.sequelize, audit);
    });
    after(() => db.close());
    beforeEach(() => sinon.stub(console, 'warn'));
    afterEach(() => sinon.restore());

    function imageOf(table: string, text: string | null) {
      const columns = relations.get(table)?.columns;
      return text === null ? undefined : parseExactJson(text, (column) => columns?.get(column)?.kind ?? 'plain');
    }

    async function oracleRows(): Promise<readonly (Fact & { readonly tx: string })[]> {
      const rows = await db.admin.query<LoggedRow & object>('SELECT * FROM oracle.log ORDER BY position', {
        type: QueryTypes.SELECT,
      });
      return rows
        .map(({ table, old, new: new_, tx }) => {
          return { table, changes: diffRecords(imageOf(table, old), imageOf(table, new_)), tx };
        })
        .filter(({ changes }) => Object.keys(changes).length > 0);
    }

    /** The trail's events with the names of the database: tables and columns. */
    function recorded(from: number, schema = 'public'): readonly (Fact & { readonly tx: string | undefined })[] {
      return store.events.slice(from).map(({ resource, changes = {}, transactionId, action }) => {
        const model = db.world.sequelize.models[resource.type];
        const table = model?.getTableName() as string | { schema: string; tableName: string } | undefined;
        const name =
          typeof table === 'object' ? `${table.schema}.${table.tableName}` : `${schema}.${table ?? resource.type}`;
        const fieldOf = (attribute: string) => model?.getAttributes()[attribute]?.field ?? attribute;
        const named = Object.entries(changes).map(([attribute, change]) => [fieldOf(attribute), change] as const);
        const [operation] = action.split('.').slice(-1);
        return { table: baseTables[name] ?? name, changes: Object.fromEntries(named), tx: transactionId, operation };
      });
    }

    for (const path of writePaths) {
      const isReported = path.isReported ?? (version === '15' && path.isReportedBefore18) ?? false;
      it(`${isReported ? 'reports' : 'records every row of'}: ${path.name}`, async () => {
        await db.reset();
        await db.admin.query('TRUNCATE oracle.log');
        const from = store.events.length;
        failures.length = 0;
        await path.run(db.world).catch(() => undefined);
        const codes = new Set(failures.map(({ code }) => code));
        if (isReported) {
          expect([...codes]).to.deep.equal(['WRITE_NOT_CAPTURED']);
          return;
        }
        const [expected, actual] = [await oracleRows(), recorded(from, path.schema)];
        const facts = (rows: readonly Fact[]) => inAnyOrder(rows.map(({ table, changes }) => ({ table, changes })));
        expect(facts(actual)).to.deep.equal(facts(expected));
        expect(new Set(actual.map(({ tx }) => tx)).size).to.equal(new Set(expected.map(({ tx }) => tx)).size);
        codes.delete('TRANSACTION_ROLLED_BACK');
        expect([...codes]).to.deep.equal([]);
      });
    }
  });
}
