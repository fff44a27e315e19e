import type { Check } from './examined-log.js';
import { fail, pass, warn } from './finding.js';

const secondsToWarn = 60;
const secondsToFail = 3_600;

const sealRemedy = 'auditrail seal --watch';

/** Whether the log is sealed and signed as it grows, where it is sealed at all. */
export const checkSealing: Check = async ({ rows, schema }) => {
  const [seen] = await rows(
    `SELECT pg_catalog.has_schema_privilege($1, 'USAGE')
       AND coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass($2), 'SELECT'), false) AS may,
       CASE WHEN pg_catalog.has_schema_privilege($1, 'USAGE')
         THEN pg_catalog.has_function_privilege(pg_catalog.to_regprocedure($3), 'EXECUTE') END AS may_count`,
    [schema.plain, `${schema.identifier}.tree_head`, `${schema.identifier}.unsealed_count()`],
  );
  if (seen?.['may'] !== 't') {
    const message = 'the role of this connection may not see whether the log is sealed';
    return [warn('sealing', message, 'examine the log as the maintainer')];
  }
  const [head] = await rows(
    `SELECT size, (size > 0 OR sealed_snapshot IS NOT NULL OR target_snapshot IS NOT NULL) AS is_used,
       extract(epoch FROM pg_catalog.clock_timestamp() - changed_at)::bigint AS seconds,
       size > coalesce((SELECT max(checkpoint.size) FROM ${schema.identifier}.checkpoint), 0) AS is_unsigned
     FROM ${schema.identifier}.tree_head`,
  );
  if (head === undefined) return [fail('sealing', 'the tree has lost its head', 'auditrail verify')];
  if (head['is_used'] !== 't') return [pass('sealing', 'the log is not sealed')];
  const seconds = Number(head['seconds']);
  const [waiting] =
    seen['may_count'] === 't' ? await rows(`SELECT ${schema.identifier}.unsealed_count() AS count`) : [];
  const unsealed = waiting === undefined ? '' : `, and ${String(waiting['count'])} events wait for it`;
  const since = `the last sealer was at work ${String(seconds)} s ago${unsealed}`;
  if (seconds >= secondsToFail) return [fail('sealing', since, sealRemedy)];
  if (seconds >= secondsToWarn) return [warn('sealing', since, sealRemedy)];
  if (head['is_unsigned'] === 't') {
    return [warn('sealing', 'events are sealed, but not signed', 'see why the sealer cannot reach its anchor')];
  }
  return [pass('sealing', `${String(head['size'])} events are sealed and signed`)];
};
