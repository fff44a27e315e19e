import { columnText } from '../connection/column-text.js';
import type { Check } from './examined-log.js';
import { failEach } from './finding.js';

/** What the database says of each event by itself: without these anybody could. */
const defaults: Readonly<Record<string, RegExp>> = {
  salt: /sha256\(.*gen_random_uuid\(\)/s,
  tx: /^pg_current_xact_id\(\)$/,
  recorded_at: /^clock_timestamp\(\)$/,
  db_role: /^SESSION_USER$/i,
};

const constraints = [
  'event_body_is_line',
  'event_body_is_object',
  'event_body_size',
  'event_occurred_at_milliseconds',
  'event_occurred_at_near',
  'event_pkey',
  'event_salt_size',
];

const columns = `SELECT class.relname AS relation, attname AS column_name,
    coalesce(pg_catalog.pg_get_expr(adbin, adrelid), '') AS expression
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
  JOIN pg_catalog.pg_attribute AS attribute ON attrelid = class.oid AND attname = ANY ($2)
  LEFT JOIN pg_catalog.pg_attrdef ON adrelid = class.oid AND adnum = attnum
  WHERE nspname = $1 AND (relname = 'event' OR relispartition) AND relkind IN ('r', 'p')
  ORDER BY 1, 2`;

const present = `SELECT conname AS name FROM pg_catalog.pg_constraint
  JOIN pg_catalog.pg_class AS class ON class.oid = conrelid
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
  WHERE nspname = $1 AND relname = 'event' AND convalidated`;

/** Whether the log still says by itself who stored what when, and refuses what it must. */
export const checkConstraints: Check = async ({ rows, schema }) => {
  const changed = (await rows(columns, [schema.plain, Object.keys(defaults)])).flatMap((row) => {
    const [relation, column] = [columnText(row, 'relation'), columnText(row, 'column_name')];
    const isOurs = defaults[column]?.test(columnText(row, 'expression')) === true;
    return isOurs ? [] : [{ message: `the column ${column} of ${relation} has another default` }];
  });
  const names = new Set((await rows(present, [schema.plain])).map(({ name }) => name));
  const missing = constraints.filter((name) => !names.has(name));
  return failEach(
    'constraints',
    [...changed, ...missing.map((name) => ({ message: `the log lacks the constraint ${name}` }))],
    'the log says by itself who stored what when',
  );
};

const views = `SELECT relname AS name, pg_catalog.pg_get_viewdef(class.oid) AS definition, coalesce(reloptions::text, '') AS options
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
  WHERE nspname = $1 AND relkind = 'v' ORDER BY 1`;

// Columns, the body as jsonb and its digest, from the log as a whole.
const column = String.raw`(?:event\.)?\w+`;
const shown = [
  column,
  String.raw`\(?${column}\)?::jsonb AS body`,
  String.raw`sha256\(\(${column} \|\| convert_to\(${column}, 'UTF8'::name\)\)\) AS digest`,
].join('|');
const plainView = new RegExp(String.raw`^\s*SELECT (?:${shown})(?:,\s+(?:${shown}))*\s+FROM \S+\.event;$`);

/** Whether readers see the whole log. */
export const checkViews: Check = async ({ rows, schema }) => {
  const found = await rows(views, [schema.plain]);
  const wrong = found
    .filter(({ definition, options }) => !plainView.test(definition ?? '') || options !== '')
    .map(({ name }) => ({ message: `the view ${String(name)} does not show the log as it is` }));
  const missing = ['events', 'sealable_event', 'stored_event'].filter(
    (name) => !found.some((view) => view['name'] === name),
  );
  return failEach(
    'views',
    [...wrong, ...missing.map((name) => ({ message: `the view ${name} is missing` }))],
    'readers see the log as it is',
  );
};
