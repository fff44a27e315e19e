import { expect } from 'chai';
import fc from 'fast-check';
import { readStatement } from '#sequelize/statement/read-statement.js';
import type { WriteStatement } from '#sequelize/statement/statement.js';

function readWrite(sql: string): WriteStatement {
  const statement = readStatement(sql);
  if (statement.kind !== 'write') throw new Error(`read as ${statement.kind}`);
  return statement;
}

describe('readStatement', () => {
  it('reads an UPDATE as Sequelize writes it', () => {
    const sql = `UPDATE "s"."users" SET "a"=$1,"b"='RETURNING; WHERE' WHERE "id" = $2 RETURNING "id","a"`;
    const { verb, table, reference, target, condition, assignments, returningAt } = readWrite(sql);
    expect([verb, table, reference, target]).to.deep.equal(['UPDATE', '"s"."users"', '"s"."users"', '"s"."users"']);
    expect(sql.slice(condition?.start, condition?.end).trim()).to.equal('"id" = $2');
    expect(sql.slice(assignments?.start, assignments?.end).trim()).to.equal(`"a"=$1,"b"='RETURNING; WHERE'`);
    expect(sql.slice(returningAt)).to.equal(' "id","a"');
  });

  it('finds the end of an INSERT before its semicolon', () => {
    const sql = `INSERT INTO "users" ("a") VALUES ($1) ;\n`;
    expect(sql.slice(0, readWrite(sql).end)).to.equal('INSERT INTO "users" ("a") VALUES ($1)');
  });

  it('takes clauses for its own only outside of parentheses', () => {
    const sql = `DELETE FROM t WHERE id IN (SELECT id FROM t WHERE x RETURNING y)`;
    const { condition, returningAt, joined } = readWrite(sql);
    expect(sql.slice(condition?.start, condition?.end)).to.equal(' id IN (SELECT id FROM t WHERE x RETURNING y)');
    expect([returningAt, joined]).to.deep.equal([undefined, undefined]);
  });

  for (const [sql, reference] of [
    ['UPDATE t AS x SET a = 1', 'x'],
    ['UPDATE ONLY t x SET a = 1', 'x'],
    ['UPDATE t SET a = 1', 't'],
    ['DELETE FROM t "X" USING u WHERE 1 = 1', '"X"'],
    ['DELETE FROM t', 't'],
    ['INSERT INTO s.t AS x DEFAULT VALUES', 'x'],
    ['INSERT INTO t (a) SELECT 1', 't'],
    ['INSERT INTO t TABLE u', 't'],
  ] as const) {
    it(`calls the table ${reference} in: ${sql}`, () => expect(readWrite(sql).reference).to.equal(reference));
  }

  for (const [sql, other] of [
    ['UPDATE t SET a = u.a FROM u WHERE u.id = t.id', 'u'],
    ['DELETE FROM t USING u x WHERE x.id = t.id', 'u x'],
    [
      'MERGE INTO t USING (SELECT 1 AS id) u ON u.id = t.id WHEN MATCHED THEN DELETE',
      '(SELECT 1 AS id) u ON u.id = t.id',
    ],
    ['UPDATE t SET a = b IS DISTINCT FROM c WHERE a IS DISTINCT FROM b', undefined],
  ] as const) {
    it(`takes ${other ?? 'nothing'} for joined in: ${sql}`, () => {
      const { joined } = readWrite(sql);
      expect(joined && sql.slice(joined.start, joined.end).trim()).to.equal(other);
    });
  }

  for (const [sql, sources, cascades] of [
    ['TRUNCATE t', ['t'], false],
    ['truncate table only s.t *, "U" restart identity cascade', ['ONLY s.t', '"U"'], true],
    ['TRUNCATE only, "cascade" CONTINUE IDENTITY', ['only', '"cascade"'], false],
  ] as const) {
    it(`reads the tables of: ${sql}`, () => {
      const statement = readStatement(sql);
      if (statement.kind !== 'truncate') throw new Error(`read as ${statement.kind}`);
      expect(statement.sources.map(({ source }) => source)).to.deep.equal(sources);
      expect(statement.cascades).to.equal(cascades);
    });
  }

  it('notices CTEs and cursors', () => {
    const sql = 'WITH x AS (SELECT 1) UPDATE t SET a = 1';
    expect(sql.slice(readWrite(sql).prefixEnd)).to.equal('UPDATE t SET a = 1');
    expect(readWrite('UPDATE t SET a = CURRENT_DATE').isCursor).to.equal(false);
    expect(readWrite('UPDATE t SET a = 1 WHERE CURRENT OF c').isCursor).to.equal(true);
  });

  it('tells an INSERT that may update from one that may not', () => {
    expect(readWrite('INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1').mayUpdate).to.equal(true);
    expect(readWrite('INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING').mayUpdate).to.equal(false);
  });

  for (const [sql, kind] of [
    ['WITH x AS (SELECT 1) SELECT * FROM x FOR UPDATE', 'other'],
    [`COMMIT PREPARED 'x'`, 'other'],
    [`ROLLBACK PREPARED 'x'`, 'other'],
    ['SELECT 1', 'other'],
    ['SELECT * FROM t FOR UPDATE', 'other'],
    [`SELECT 'a; DELETE FROM t'`, 'other'],
    ['SELECT 1; SELECT 2', 'other'],
    ['CREATE TABLE t (a int); CREATE INDEX ON t (a)', 'definition'],
    ['ALTER TABLE t ADD a int', 'definition'],
    ['', 'other'],
    ['UPDATE', 'uncaptured'],
    ['UPDATE U&"t" SET a = 1', 'uncaptured'],
    ['EXPLAIN ANALYZE UPDATE t SET a = 1', 'uncaptured'],
    ['EXPLAIN (ANALYZE) DELETE FROM t', 'uncaptured'],
    ['EXPLAIN DELETE FROM t', 'other'],
    ['COPY t FROM STDIN', 'uncaptured'],
    ['COPY t TO STDOUT', 'other'],
    ['DELETE FROM ONLY (t)', 'write'],
    ['SELECT 1; DELETE FROM t', 'several'],
    ['UPDATE t SET a = 1; UPDATE t SET a = 2', 'several'],
    ['SET search_path TO x; UPDATE t SET a = 1', 'several'],
    ['WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone', 'uncaptured'],
    ['MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE', 'write'],
    ['CREATE TABLE t AS SELECT 1 AS a', 'uncaptured'],
    ['CREATE TEMP TABLE t (a int GENERATED ALWAYS AS (1) STORED)', 'definition'],
    ['SELECT 1 AS a INTO t', 'uncaptured'],
    ['DO $$ BEGIN DELETE FROM t; END $$', 'uncaptured'],
    ['DO $$ BEGIN RAISE NOTICE $x$hello$x$; END $$', 'other'],
    ['TRUNCATE t', 'truncate'],
    ['TRUNCATE', 'uncaptured'],
    ['PREPARE x AS INSERT INTO t VALUES (1)', 'uncaptured'],
    ['PREPARE x AS SELECT 1', 'other'],
    ['/* why */ -- really\n DELETE FROM t', 'write'],
  ] as const) {
    it(`reads as ${kind}: ${sql || 'nothing'}`, () => expect(readStatement(sql).kind).to.equal(kind));
  }

  const marksOf = (sql: string) => {
    const statement = readStatement(sql);
    return statement.kind === 'transaction' ? { marks: statement.marks, writes: statement.writes } : statement.kind;
  };

  for (const [sql, kind, chains] of [
    ['START TRANSACTION;', 'begin', undefined],
    ['begin', 'begin', undefined],
    ['COMMIT;', 'commit', false],
    ['END', 'commit', false],
    ['COMMIT AND NO CHAIN', 'commit', false],
    ['COMMIT AND CHAIN', 'commit', true],
    [`PREPARE TRANSACTION 'x'`, 'commit', undefined],
    ['ROLLBACK;', 'rollback', false],
    ['ABORT AND CHAIN', 'rollback', true],
  ] as const) {
    it(`reads as ${kind}: ${sql}`, () => {
      const mark = { kind, ...(chains !== undefined && { chains }) };
      expect(marksOf(sql)).to.deep.equal({ marks: [mark], writes: false });
    });
  }

  it('names savepoints as PostgreSQL folds them', () => {
    const mark = (kind: string, savepoint: string) => ({ marks: [{ kind, savepoint }], writes: false });
    expect(marksOf('SAVEPOINT "A-sp-1";')).to.deep.equal(mark('savepoint', 'A-sp-1'));
    expect(marksOf('ROLLBACK TO SAVEPOINT Sp')).to.deep.equal(mark('rollbackTo', 'sp'));
    expect(marksOf('RELEASE "A"')).to.deep.equal(mark('release', 'A'));
  });

  it('finds the marks of a text of several statements', () => {
    const marks = [{ kind: 'commit', chains: false }, { kind: 'begin' }];
    expect(marksOf('SELECT 1; COMMIT; BEGIN')).to.deep.equal({ marks, writes: false });
  });

  it('finds the statements of a text that writes', () => {
    const sql = ' BEGIN; UPDATE t SET a = 1 -- why\n; /* and */ COMMIT ;';
    const statement = readStatement(sql);
    if (statement.kind !== 'several') throw new Error(`read as ${statement.kind}`);
    const parts = statement.parts.map(({ start, end }) => sql.slice(start, end));
    expect(parts).to.deep.equal(['BEGIN', 'UPDATE t SET a = 1', 'COMMIT']);
    expect(statement.marks.map(({ kind }) => kind)).to.deep.equal(['begin', 'commit']);
    expect(statement.begins).to.equal(true);
  });

  it('reads any text without failing', () => {
    const fragment = fc.constantFrom(
      'UPDATE ',
      'INSERT INTO ',
      'DELETE FROM ',
      'WITH ',
      't ',
      'SET ',
      '(',
      ')',
      ';',
      '"',
      "'",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 20 }), (fragments) => {
        expect(readStatement(fragments.join(''))).to.have.property('kind');
      }),
    );
  });
});
