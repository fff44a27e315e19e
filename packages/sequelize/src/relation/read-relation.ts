import type { Execute } from '../session/connection.js';
import { readForeignKeys } from './foreign-key.js';
import type { Column, ColumnKind, Relation, RelationForm } from './relation.js';

// A column per row. Domains are followed to their base type, arrays to their element.
const catalogueQuery = `
  SELECT c.relname, n.nspname, pg_catalog.pg_table_is_visible(c.oid)::text AS is_visible, a.attname, coalesce(e.typname, b.typname) AS typname,
    pg_catalog.format_type(a.atttypid, NULL) AS type, f.foreign_keys,
    pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum) AS key_position,
    pg_catalog.current_setting('server_version_num') AS server_version,
    CASE
      WHEN c.relkind = 'v' AND pg_catalog.pg_relation_is_updatable(c.oid, false) & 4 = 0 THEN 'computedView'
      WHEN c.relkind <> 'v' AND c.relhasrules THEN 'ruled'
      WHEN c.relkind = 'r' THEN 'table'
      WHEN c.relkind = 'p' THEN 'partitioned'
      ELSE 'virtual'
    END AS form
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  JOIN pg_catalog.pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
  LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
  LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
  CROSS JOIN LATERAL (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'table', pg_catalog.format('%I.%I', rn.nspname, r.relname), 'deletes', k.confdeltype, 'updates', k.confupdtype,
      'columns', (SELECT pg_catalog.json_agg(ra.attname ORDER BY u.n) FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY u (num, n)
        JOIN pg_catalog.pg_attribute ra ON ra.attrelid = k.conrelid AND ra.attnum = u.num),
      'referenced', (SELECT pg_catalog.json_agg(ca.attname ORDER BY u.n) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u (num, n)
        JOIN pg_catalog.pg_attribute ca ON ca.attrelid = k.confrelid AND ca.attnum = u.num)
    ) ORDER BY k.oid)::pg_catalog.text AS foreign_keys
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class r ON r.oid = k.conrelid
    JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    WHERE k.confrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0
      AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
  ) f
  WHERE c.oid = pg_catalog.to_regclass($1)
  ORDER BY a.attnum`;

const kinds: Readonly<Record<string, ColumnKind>> = {
  int2: 'number',
  int4: 'number',
  float4: 'number',
  float8: 'number',
  int8: 'exact',
  numeric: 'exact',
  oid: 'exact',
  xid: 'exact',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
};

/** Looks a table up under the connection's search_path; nothing when it does not exist. */
export async function readRelation(execute: Execute, table: string): Promise<Relation | undefined> {
  const { rows } = await execute(catalogueQuery, [table]);
  const [first] = rows;
  if (first === undefined) return undefined;
  const columns = new Map<string, Column>();
  for (const { attname, typname, type } of rows) {
    columns.set(attname ?? '', { name: attname ?? '', kind: kinds[typname ?? ''] ?? 'plain', type: type ?? 'text' });
  }
  const key = rows
    .filter((row) => row['key_position'] !== null)
    .sort((one, other) => Number(one['key_position']) - Number(other['key_position']))
    .map((row) => row['attname'] ?? '');
  return {
    name: first['relname'] ?? '',
    schema: first['nspname'] ?? '',
    isVisible: first['is_visible'] === 'true',
    form: first['form'] as RelationForm,
    columns,
    key,
    referencedBy: readForeignKeys(first['foreign_keys']),
    returnsOld: Number(first['server_version']) >= 180_000,
  };
}
