import type { Check } from './examined-log.js';
import { fail, pass, warn, type Finding } from './finding.js';

const monthsToWarn = 3;

const maintainRemedy = 'auditrail maintain';

const attached = `SELECT class.relname AS name, class.relname ~ '^event_[0-9]{4}_[0-9]{2}$' AS is_month
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_inherits ON inhrelid = class.oid
  JOIN pg_catalog.pg_class AS parent ON parent.oid = inhparent
  JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = parent.relnamespace
  WHERE nspname = $1 AND parent.relname = 'event' ORDER BY 1`;

const comingMonths = `SELECT pg_catalog.to_char(
    pg_catalog.date_trunc('month', pg_catalog.timezone('UTC', pg_catalog.clock_timestamp())) + make_interval(months => ahead),
    '"event_"YYYY_MM') AS name
  FROM pg_catalog.generate_series(0, 120) AS ahead ORDER BY ahead`;

/** Whether events of the coming months have a partition, without which they go to the default one. */
export const checkPartitionsAhead: Check = async ({ rows, schema }) => {
  const names = new Set((await rows(attached, [schema.plain])).map(({ name }) => name));
  const coming = await rows(comingMonths);
  const firstMissing = coming.findIndex(({ name }) => !names.has(name ?? null));
  const ahead = firstMissing < 0 ? coming.length : firstMissing - 1;
  if (ahead < 0) return [fail('partitions-ahead', 'this month has no partition of its own', maintainRemedy)];
  const message = `there are partitions for ${String(ahead)} month(s) ahead`;
  if (ahead < 1) return [fail('partitions-ahead', message, maintainRemedy)];
  return [ahead < monthsToWarn ? warn('partitions-ahead', message, maintainRemedy) : pass('partitions-ahead', message)];
};

/** Whether the default partition is there, and empty. */
export const checkDefaultPartition: Check = async ({ rows, schema }) => {
  const isThere = (await rows(attached, [schema.plain])).some(({ name }) => name === 'event_default');
  if (!isThere) {
    const message = 'there is no default partition: an event without a month of its own fails';
    return [fail('default-partition', message, 'auditrail migrate')];
  }
  const filled = `${schema.identifier}.default_is_filled`;
  const [seen] = await rows(
    `SELECT pg_catalog.has_schema_privilege($1, 'USAGE')
       AND coalesce(pg_catalog.has_function_privilege(pg_catalog.to_regprocedure($2), 'EXECUTE'), false) AS may`,
    [schema.plain, `${filled}()`],
  );
  if (seen?.['may'] !== 't') {
    const message = 'the role of this connection may not see whether the default partition is empty';
    return [warn('default-partition', message, 'examine the log as the maintainer')];
  }
  const [found] = await rows(`SELECT ${filled}() AS is_filled`);
  return [
    found?.['is_filled'] === 't'
      ? warn('default-partition', 'events had to go to the default partition', maintainRemedy)
      : pass('default-partition', 'the default partition is empty'),
  ];
};

const detached = `SELECT class.oid::regclass::text AS name, class.relname ~ '^copied' AS is_copy
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
  WHERE nspname = $1 AND relkind = 'r' AND NOT relispartition
    AND relname ~ '^(copied_default_[0-9]+|event_([0-9]{4}_[0-9]{2}|default))$'
  ORDER BY 1`;

/** Whether a table of events stands beside the log. */
export const checkDetachedPartitions: Check = async ({ rows, schema }) => {
  const found = (await rows(detached, [schema.plain])).map(({ name, is_copy: isCopy }): Finding =>
    isCopy === 't'
      ? warn('detached-partitions', `${String(name)} holds what is in the log as well`, maintainRemedy)
      : fail('detached-partitions', `${String(name)} is not part of the log: its events cannot be found`),
  );
  return found.length > 0 ? found : [pass('detached-partitions', 'every partition is part of the log')];
};

/** Whether months are kept longer than they may be. */
export const checkRetention: Check = async ({ rows, schema }) => {
  const [seen] = await rows(
    `SELECT pg_catalog.has_schema_privilege($1, 'USAGE')
       AND coalesce(pg_catalog.has_function_privilege(pg_catalog.to_regprocedure($2), 'EXECUTE'), false) AS may`,
    [schema.plain, `${schema.identifier}.expired_months()`],
  );
  if (seen?.['may'] !== 't') {
    const message = 'the role of this connection may not see how long months are kept';
    return [warn('retention', message, 'examine the log as the maintainer')];
  }
  const expired = await rows(
    `SELECT pg_catalog.to_char(month, 'YYYY-MM') AS month FROM ${schema.identifier}.expired_months() AS month`,
  );
  return expired.length === 0
    ? [pass('retention', 'no month is older than the maximum')]
    : expired.map(({ month }) =>
        warn(
          'retention',
          `${String(month)} is older than the maximum`,
          `auditrail archive ${String(month)}, then auditrail drop ${String(month)}`,
        ),
      );
};
