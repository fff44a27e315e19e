import type { Migration } from '../schema/migration.js';
import type { Check } from './examined-log.js';
import { failEach } from './finding.js';
import { packagedFunctions } from './packaged-functions.js';

const inSchema = `JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace AND namespace.nspname = $1`;

// pg_trigger.tgtype, as bits: 1 for each row, 2 before, 8 DELETE, 16 UPDATE, 32 TRUNCATE.
const guards = `(VALUES
    ('log', 'refuse_change', 26), ('log', 'refuse_truncate', 34),
    ('partition', 'refuse_row_change', 27), ('partition', 'refuse_change', 58), ('proof', 'refuse_change', 58)
  ) AS guard (target, name, events)`;

const brokenGuards = `SELECT class.oid::regclass::text AS relation, guard.name AS trigger,
    CASE WHEN trigger.oid IS NULL THEN 'is missing' WHEN trigger.tgenabled = 'D' THEN 'is switched off'
      WHEN trigger.tgenabled <> 'A' THEN 'can be got around by session_replication_role'
      ELSE 'does something else' END AS problem
  FROM pg_catalog.pg_class AS class ${inSchema}
  JOIN ${guards} ON guard.target = CASE WHEN class.relname = 'event' THEN 'log' WHEN class.relispartition THEN 'partition'
    WHEN class.relname IN ('tree_leaf', 'tree_tile', 'checkpoint', 'former_checkpoint') THEN 'proof' END
  LEFT JOIN pg_catalog.pg_trigger AS trigger
    ON trigger.tgrelid = class.oid AND trigger.tgname = guard.name AND NOT trigger.tgisinternal
  LEFT JOIN pg_catalog.pg_proc AS routine ON routine.oid = trigger.tgfoid
  WHERE class.relkind IN ('r', 'p') AND (trigger.tgenabled IS DISTINCT FROM 'A' OR trigger.tgtype <> guard.events OR trigger.tgqual IS NOT NULL
      OR trigger.tgattr <> '' OR routine.proname <> 'refuse_change' OR routine.pronamespace <> namespace.oid)
  ORDER BY 1, 2`;

/** Whether every guard is there, always on, and fires for everything. */
export const checkTriggers: Check = async ({ rows, schema }) => {
  const broken = (await rows(brokenGuards, [schema.plain])).map(({ relation, trigger, problem }) => ({
    message: `the trigger ${String(trigger)} of ${String(relation)} ${String(problem)}`,
    ...(problem !== 'is missing' &&
      problem !== 'does something else' && {
        remedy: `ALTER TABLE ${String(relation)} ENABLE ALWAYS TRIGGER ${String(trigger)}`,
      }),
  }));
  return failEach('triggers', broken, 'the log, each partition and the tree refuse changes');
};

const foreignTriggers = `SELECT class.oid::regclass::text AS relation, quote_ident(tgname) AS trigger
  FROM pg_catalog.pg_class AS class ${inSchema} JOIN pg_catalog.pg_trigger AS trigger ON tgrelid = class.oid
  WHERE NOT tgisinternal AND tgname NOT IN (SELECT name FROM ${guards})
  ORDER BY 1, 2`;

export const checkForeignTriggers: Check = async ({ rows, schema }) => {
  const found = (await rows(foreignTriggers, [schema.plain])).map(({ relation, trigger }) => ({
    message: `${String(relation)} has the trigger ${String(trigger)}, which may change or swallow events`,
    remedy: `DROP TRIGGER ${String(trigger)} ON ${String(relation)}`,
  }));
  return failEach('foreign-triggers', found, 'no trigger stands before an event');
};

const rules = `SELECT class.oid::regclass::text AS relation, quote_ident(rulename) AS rule
  FROM pg_catalog.pg_class AS class ${inSchema} JOIN pg_catalog.pg_rewrite ON ev_class = class.oid
  WHERE rulename <> '_RETURN' ORDER BY 1, 2`;

export const checkRules: Check = async ({ rows, schema }) => {
  const found = (await rows(rules, [schema.plain])).map(({ relation, rule }) => ({
    message: `${String(relation)} has the rule ${String(rule)}, which rewrites statements`,
    remedy: `DROP RULE ${String(rule)} ON ${String(relation)}`,
  }));
  return failEach('rules', found, 'no rule rewrites statements');
};

const rowSecurity = `SELECT class.oid::regclass::text AS relation
  FROM pg_catalog.pg_class AS class ${inSchema} WHERE relrowsecurity OR relforcerowsecurity ORDER BY 1`;

export const checkRowSecurity: Check = async ({ rows, schema }) => {
  const found = (await rows(rowSecurity, [schema.plain])).map(({ relation }) => ({
    message: `row security hides rows of ${String(relation)}`,
    remedy: `ALTER TABLE ${String(relation)} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY`,
  }));
  return failEach('row-security', found, 'nothing hides rows');
};

const functions = `SELECT proname AS name, prosrc AS body, prosecdef AS is_definer,
    coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false) AS is_fixed,
    routine.oid::regprocedure::text AS signature
  FROM pg_catalog.pg_proc AS routine JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = pronamespace
  WHERE nspname = $1 ORDER BY 1`;

/** Whether the functions are those of this package, word by word. */
export function checkFunctions(migrations: readonly Migration[]): Check {
  return async ({ rows, schema }) => {
    const expected = packagedFunctions(migrations, schema);
    const found = await rows(functions, [schema.plain]);
    const names = new Set(found.map(({ name }) => name));
    const wrong = found.flatMap(({ name, body, is_definer: isDefiner, signature }) => {
      const packaged = expected.get(name ?? '');
      if (packaged === undefined) {
        const remedy = `DROP FUNCTION ${String(signature)}`;
        return [{ message: `${String(signature)} is no function of the log`, remedy }];
      }
      const isSame = packaged.body === body && packaged.isSecurityDefiner === (isDefiner === 't');
      return isSame ? [] : [{ message: `${String(signature)} is not what this package installs` }];
    });
    const missing = [...expected.keys()].filter((name) => !names.has(name));
    return failEach(
      'functions',
      [
        ...wrong,
        ...missing.map((name) => ({ message: `the function ${name} is missing`, remedy: 'auditrail migrate' })),
      ],
      'the functions are those of this package',
    );
  };
}

export const checkSearchPath: Check = async ({ rows, schema }) => {
  const open = (await rows(functions, [schema.plain]))
    .filter((row) => row['is_fixed'] !== 't')
    .map(({ signature }) => ({
      message: `${String(signature)} has no fixed search_path: what it calls can be replaced`,
      remedy: `ALTER FUNCTION ${String(signature)} SET search_path = pg_catalog, pg_temp`,
    }));
  return failEach('search-path', open, 'what functions call cannot be replaced');
};
