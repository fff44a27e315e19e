-- Partitions, retention and archives. Own SQLSTATE: TR004 retention refuses; the constraint's name says why.
-- Functions for the maintainer are SECURITY DEFINER: nobody but the owner has a right on a partition.

UPDATE :"schema".installation SET schema_version = 4;

-- How long a month is kept, counted from its end: at least, and at most. NULL sets no bound.
CREATE TABLE :"schema".retention (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  minimum_months integer CHECK (minimum_months BETWEEN 0 AND 1200),
  maximum_months integer CHECK (maximum_months BETWEEN 1 AND 1200),
  CONSTRAINT retention_minimum_below_maximum CHECK (minimum_months <= maximum_months)
);

INSERT INTO :"schema".retention DEFAULT VALUES;

-- What is known of a month's archive, and stays known once the month itself has been dropped.
CREATE TABLE :"schema".archived_month (
  month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
  event_count bigint NOT NULL,
  -- As month_summary computes it, in hexadecimal.
  bodies_sha256 text NOT NULL CHECK (bodies_sha256 ~ '^[0-9a-f]{64}$'),
  -- SHA-256 of the exported file of bodies, in hexadecimal.
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  first_occurred_at timestamptz,
  first_id uuid,
  last_occurred_at timestamptz,
  last_id uuid,
  archived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  archived_by text COLLATE "C" NOT NULL DEFAULT session_user,
  dropped_at timestamptz,
  dropped_by text COLLATE "C"
);

CREATE FUNCTION :"schema".month_start(month date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT timezone('UTC', month::timestamp)
$function$;

CREATE FUNCTION :"schema".month_end(month date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT timezone('UTC', month::timestamp + interval '1 month')
$function$;

CREATE FUNCTION :"schema".month_of(instant timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT date_trunc('month', timezone('UTC', instant))::date
$function$;

-- The attached partition of a month, if there is one.
CREATE FUNCTION :"schema".month_partition(month date) RETURNS regclass
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT inhrelid::regclass FROM pg_inherits
  WHERE inhparent = to_regclass(format('%I.event', :'schema'))
    AND inhrelid = to_regclass(format('%I.%I', :'schema', 'event_' || to_char(month, 'YYYY_MM')))
$function$;

-- Makes a table like the log, guarded, that nobody else has a right on, and attaches it to nothing.
CREATE FUNCTION :"schema".create_guarded_table(table_name text) RETURNS regclass
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  relation text := format('%I.%I', :'schema', table_name);
BEGIN
  EXECUTE format('CREATE TABLE %s (LIKE %I.event INCLUDING ALL)', relation, :'schema');
  PERFORM :"schema".revoke_grants(relation::regclass);
  EXECUTE format(
    'CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON %s
       FOR EACH ROW EXECUTE FUNCTION %I.refuse_change()', relation, :'schema');
  EXECUTE format(
    'CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
       FOR EACH STATEMENT EXECUTE FUNCTION %I.refuse_change()', relation, :'schema');
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_row_change', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_change', relation);
  RETURN relation::regclass;
END
$function$;

-- Unlike CREATE TABLE ... PARTITION OF, ATTACH does not lock the log against writers.
CREATE FUNCTION :"schema".attach_month(partition regclass, month date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO'
AS $function$
BEGIN
  EXECUTE format(
    'ALTER TABLE %I.event ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
    :'schema', partition, :"schema".month_start(month), :"schema".month_end(month));
END
$function$;

-- Makes one partition, guarded before it is attached: for a month, or the default one where no month is given.
CREATE OR REPLACE FUNCTION :"schema".create_partition(first_day date) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  partition_name text := coalesce('event_' || to_char(first_day, 'YYYY_MM'), 'event_default');
  partition regclass := :"schema".create_guarded_table(partition_name);
BEGIN
  IF first_day IS NULL THEN
    EXECUTE format('CREATE INDEX event_default_tx ON %s (tx)', partition);
    EXECUTE format('ALTER TABLE %I.event ATTACH PARTITION %s DEFAULT', :'schema', partition);
  ELSE
    PERFORM :"schema".attach_month(partition, first_day);
  END IF;
  RETURN partition_name;
END
$function$;

-- How adopt_default finds what has come since it looked. Costs nothing where the default partition is empty.
DO $function$
BEGIN
  IF to_regclass(format('%I.event_default', :'schema')) IS NOT NULL THEN
    CREATE INDEX event_default_tx ON :"schema".event_default (tx);
  END IF;
END
$function$;

-- Makes the partitions that are missing from last month to months_ahead (UTC) and returns their names. A month of
-- which the default partition already holds events is left to adopt_default.
CREATE OR REPLACE FUNCTION :"schema".create_partitions(months_ahead integer) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  clock CONSTANT timestamptz := clock_timestamp();
  first_day date;
  held_by_default boolean;
BEGIN
  -- Any lock that conflicts with itself would do; this one only those can take who may write the table.
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(format('%I.event_default', :'schema')) IS NULL THEN
    RETURN NEXT :"schema".create_partition(NULL);
  END IF;
  FOR ahead IN -1 .. months_ahead LOOP
    first_day := :"schema".month_of(clock) + make_interval(months => ahead);
    CONTINUE WHEN to_regclass(format('%I.%I', :'schema', 'event_' || to_char(first_day, 'YYYY_MM'))) IS NOT NULL;
    -- An event on its way to the default partition would be refused there once its month is attached. Only a month that
    -- can receive events now needs writers to wait; for the others they go on.
    IF :"schema".month_start(first_day) < clock + interval '25 hours'
      AND :"schema".month_end(first_day) > clock - interval '722 hours'
    THEN
      LOCK TABLE ONLY :"schema".event IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    SELECT EXISTS (
      SELECT FROM :"schema".event_default AS event
      WHERE event.occurred_at >= :"schema".month_start(first_day)
        AND event.occurred_at < :"schema".month_end(first_day)
    ) INTO held_by_default;
    CONTINUE WHEN held_by_default;
    RETURN NEXT :"schema".create_partition(first_day);
  END LOOP;
END
$function$;

-- Takes the log for itself, for changes that last milliseconds. Each attempt waits 100 ms at most, because whoever
-- comes later waits behind it; between attempts everybody goes on. After half a minute it is object_in_use: whoever called has
-- done much already, and should not do it all again at once.
CREATE FUNCTION :"schema".lock_log() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
BEGIN
  FOR attempt IN 1 .. 100 LOOP
    BEGIN
      LOCK TABLE ONLY :"schema".event IN ACCESS EXCLUSIVE MODE;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.1 + 0.2 * random());
    END;
  END LOOP;
  RAISE EXCEPTION 'the log is in use all the time' USING ERRCODE = 'object_in_use';
END
$function$;

-- The columns of the log, as a list in SQL.
CREATE FUNCTION :"schema".event_columns() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = to_regclass(format('%I.event', :'schema')) AND attnum > 0 AND NOT attisdropped
$function$;

-- Copies into tables of their months what the default partition has from a transaction on, and makes the tables that
-- are missing. A row that is copied already stays as it is. Only the index on tx serves these conditions, and it must:
-- the second copy is made while everybody waits.
CREATE FUNCTION :"schema".copy_default(since xid8) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' SET enable_seqscan = off
AS $function$
DECLARE
  columns CONSTANT text := :"schema".event_columns();
  month date;
  table_name text;
BEGIN
  FOR month IN
    SELECT DISTINCT date_trunc('month', timezone('UTC', occurred_at))::date
    FROM :"schema".event_default WHERE tx >= since
  LOOP
    table_name := 'event_' || to_char(month, 'YYYY_MM');
    IF to_regclass(format('%I.%I', :'schema', table_name)) IS NULL THEN
      PERFORM :"schema".create_guarded_table(table_name);
      -- With it ATTACH need not read the table.
      EXECUTE format(
        'ALTER TABLE %I.%I ADD CONSTRAINT event_of_month CHECK (occurred_at >= %L AND occurred_at < %L)',
        :'schema', table_name, :"schema".month_start(month), :"schema".month_end(month));
    END IF;
    EXECUTE format(
      'INSERT INTO %1$I.%2$I (%3$s) SELECT %3$s FROM %1$I.event_default
       WHERE tx >= $1 AND date_trunc(''month'', timezone(''UTC'', occurred_at)) = $2 ON CONFLICT DO NOTHING',
      :'schema', table_name, columns)
      USING since, month::timestamp;
  END LOOP;
END
$function$;

-- Moves the events of a filled default partition to partitions of their months, which must not exist, and returns the
-- names of these. Rows are copied with every column while writers go on; then the copies, with what has come since,
-- take the place of the default partition. A reader sees each event once, before and after. The old default partition
-- stays, detached and guarded, until drop_copied_defaults has compared it.
CREATE FUNCTION :"schema".adopt_default() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  horizon xid8;
  partition_name text;
BEGIN
  -- The second copy must see more than the first.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'adopt_default needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  IF NOT EXISTS (SELECT FROM :"schema".event_default) THEN
    RETURN;
  END IF;
  -- Every transaction before it has ended, so that the first copy sees what it has written.
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  PERFORM :"schema".copy_default('0');
  PERFORM :"schema".lock_log();
  PERFORM :"schema".copy_default(horizon);
  ALTER TABLE :"schema".event DETACH PARTITION :"schema".event_default;
  EXECUTE format(
    'ALTER INDEX %I.event_default_tx RENAME TO %I', :'schema', 'copied_default_tx_' || pg_current_xact_id()::text);
  EXECUTE format(
    'ALTER TABLE %I.event_default RENAME TO %I', :'schema', 'copied_default_' || pg_current_xact_id()::text);
  FOR partition_name IN
    SELECT relname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE connamespace = to_regnamespace(quote_ident(:'schema')) AND conname = 'event_of_month'
    ORDER BY relname
  LOOP
    PERFORM :"schema".attach_month(
      format('%I.%I', :'schema', partition_name)::regclass, to_date(right(partition_name, 7), 'YYYY_MM'));
    EXECUTE format('ALTER TABLE %I.%I DROP CONSTRAINT event_of_month', :'schema', partition_name);
    RETURN NEXT partition_name;
  END LOOP;
  PERFORM :"schema".create_partition(NULL);
END
$function$;

-- Drops what adopt_default has left behind, each table only after every one of its rows has been found in the log,
-- equal in every column, and tells which were dropped. One that was not is for people to look at.
CREATE FUNCTION :"schema".drop_copied_defaults() RETURNS TABLE (table_name text, is_dropped boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  columns CONSTANT text := :"schema".event_columns();
  month date;
  missing boolean;
BEGIN
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  FOR table_name IN
    SELECT relname FROM pg_class
    WHERE relnamespace = to_regnamespace(quote_ident(:'schema')) AND relname ~ '^copied_default_\d+$'
      AND relkind = 'r' AND NOT relispartition
    ORDER BY relname
  LOOP
    is_dropped := true;
    FOR month IN EXECUTE format(
      'SELECT DISTINCT date_trunc(''month'', timezone(''UTC'', occurred_at))::date FROM %I.%I', :'schema', table_name)
    LOOP
      EXECUTE format(
        'SELECT EXISTS (
           SELECT %3$s FROM %1$I.%2$I WHERE occurred_at >= $1 AND occurred_at < $2
           EXCEPT ALL SELECT %3$s FROM %1$I.event WHERE occurred_at >= $1 AND occurred_at < $2)',
        :'schema', table_name, columns)
        INTO missing USING :"schema".month_start(month), :"schema".month_end(month);
      is_dropped := is_dropped AND NOT missing;
    END LOOP;
    IF is_dropped THEN
      EXECUTE format('DROP TABLE %I.%I', :'schema', table_name);
    END IF;
    RETURN NEXT;
  END LOOP;
END
$function$;

-- Records what a maintainer does to the log, in its transaction and as canonical JSON. The actor is the login.
-- Members that are given are JSON, with a comma at the end.
CREATE FUNCTION :"schema".record_maintenance(action text, resource text, changes text, metadata text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  clock CONSTANT timestamptz := clock_timestamp();
  id bytea := uuid_send(gen_random_uuid());
BEGIN
  -- A UUIDv7: 48 bits of milliseconds, then the version; the variant is that of a random UUID.
  id := overlay(id PLACING substring(int8send(floor(extract(epoch FROM clock) * 1000)::bigint) FROM 3) FROM 1 FOR 6);
  id := set_byte(id, 6, (get_byte(id, 6) & 15) | 112);
  PERFORM :"schema".append_events(
    format(
      '[{"action":%s,"actor":{"id":%s,"type":"system"},%s"id":"%s",%s"occurredAt":"%s","outcome":"success",'
      '"resource":%s,"source":"application","v":1}]',
      to_json(action), to_json(session_user::text), changes, encode(id, 'hex')::uuid, metadata,
      to_char(timezone('UTC', date_trunc('milliseconds', clock)), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), resource)::json,
    true);
END
$function$;

-- Sets how long months are kept.
CREATE FUNCTION :"schema".set_retention(minimum_months integer, maximum_months integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  previous record;
BEGIN
  SELECT retention.minimum_months AS minimum, retention.maximum_months AS maximum INTO STRICT previous
    FROM :"schema".retention FOR UPDATE;
  UPDATE :"schema".retention SET minimum_months = $1, maximum_months = $2;
  PERFORM :"schema".record_maintenance(
    'auditrail.retention.set', '{"type":"auditrail.retention"}',
    format(
      '"changes":{"maximumMonths":{"new":%s,"old":%s},"minimumMonths":{"new":%s,"old":%s}},',
      coalesce(to_json($2), 'null'), coalesce(to_json(previous.maximum), 'null'),
      coalesce(to_json($1), 'null'), coalesce(to_json(previous.minimum), 'null')),
    '');
END
$function$;

-- The attached months that are older than the maximum.
CREATE FUNCTION :"schema".expired_months() RETURNS SETOF date
LANGUAGE sql SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT month
  FROM :"schema".retention, pg_inherits JOIN pg_class ON pg_class.oid = inhrelid,
    LATERAL (SELECT to_date(right(relname, 7), 'YYYY_MM') AS month WHERE relname ~ '^event_\d{4}_\d\d$') AS named
  WHERE inhparent = to_regclass(format('%I.event', :'schema'))
    AND month + make_interval(months => 1 + maximum_months) <= timezone('UTC', clock_timestamp())
  ORDER BY month
$function$;

-- What a month holds. The digest is SHA-256 over the digests of its hours (UTC), an hour's is SHA-256 over the SHA-256
-- of its bodies, all in the order of occurred_at and id: PostgreSQL's sha256 takes one value, which a month may be too
-- long for.
CREATE FUNCTION :"schema".month_summary(
  month date,
  OUT event_count bigint, OUT bodies_sha256 text,
  OUT first_occurred_at timestamptz, OUT first_id uuid, OUT last_occurred_at timestamptz, OUT last_id uuid
)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  month_start CONSTANT timestamptz := :"schema".month_start(month);
  month_end CONSTANT timestamptz := :"schema".month_end(month);
BEGIN
  SELECT coalesce(sum(hours.events), 0), encode(sha256(coalesce(string_agg(digest, '' ORDER BY hour), '')), 'hex')
  INTO event_count, bodies_sha256
  FROM (
    SELECT date_trunc('hour', timezone('UTC', occurred_at)) AS hour, count(*) AS events,
      sha256(string_agg(sha256(convert_to(body, 'UTF8')), '' ORDER BY occurred_at, id)) AS digest
    FROM :"schema".event WHERE occurred_at >= month_start AND occurred_at < month_end
    GROUP BY 1
  ) AS hours;
  SELECT occurred_at, id INTO first_occurred_at, first_id FROM :"schema".event
    WHERE occurred_at >= month_start AND occurred_at < month_end ORDER BY occurred_at, id LIMIT 1;
  SELECT occurred_at, id INTO last_occurred_at, last_id FROM :"schema".event
    WHERE occurred_at >= month_start AND occurred_at < month_end ORDER BY occurred_at DESC, id DESC LIMIT 1;
END
$function$;

-- Registers the archive of a month, in the transaction that has read it: what was exported must be what is there. A
-- later archive replaces an earlier one, unless the log has lost events since.
CREATE FUNCTION :"schema".register_archive(month date, event_count bigint, bodies_sha256 text, file_sha256 text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  present record;
  earlier record;
  refusal text;
BEGIN
  SELECT * INTO present FROM :"schema".month_summary($1);
  SELECT * INTO earlier FROM :"schema".archived_month AS archived WHERE archived.month = $1 FOR UPDATE;
  refusal := CASE
    WHEN earlier.dropped_at IS NOT NULL THEN 'month_was_dropped'
    WHEN earlier.event_count > present.event_count THEN 'log_has_lost_events'
    WHEN present.event_count <> $2 OR present.bodies_sha256 <> $3 THEN 'archive_differs_from_month'
  END;
  IF refusal IS NOT NULL THEN
    RAISE EXCEPTION 'the archive of % is refused: %', to_char($1, 'YYYY-MM'), refusal
      USING ERRCODE = 'TR004', CONSTRAINT = refusal;
  END IF;
  DELETE FROM :"schema".archived_month AS archived WHERE archived.month = $1;
  INSERT INTO :"schema".archived_month (
    month, event_count, bodies_sha256, file_sha256, first_occurred_at, first_id, last_occurred_at, last_id
  )
  VALUES (
    $1, $2, $3, $4, present.first_occurred_at, present.first_id, present.last_occurred_at, present.last_id
  );
  PERFORM :"schema".record_maintenance(
    'auditrail.month.archive', format('{"id":"%s","type":"auditrail.month"}', to_char($1, 'YYYY-MM')), '',
    format('"metadata":{"bodiesSha256":"%s","events":%s,"fileSha256":%s},', $3, $2, to_json($4)));
END
$function$;

-- Why a month must not be dropped, or NULL. A month that can still receive events stays, so that nothing comes between
-- the look and the drop. What must hold besides, such as that every event is sealed, belongs here.
CREATE FUNCTION :"schema".drop_refusal(month date) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  clock CONSTANT timestamptz := clock_timestamp();
  minimum integer;
  archived record;
  present record;
BEGIN
  IF :"schema".month_partition($1) IS NULL THEN
    RETURN 'month_is_missing';
  END IF;
  IF :"schema".month_end($1) > clock - interval '31 days' THEN
    RETURN 'month_can_receive_events';
  END IF;
  SELECT minimum_months INTO STRICT minimum FROM :"schema".retention FOR SHARE;
  IF $1 + make_interval(months => 1 + minimum) > timezone('UTC', clock) THEN
    RETURN 'month_is_younger_than_minimum';
  END IF;
  SELECT * INTO archived FROM :"schema".archived_month WHERE archived_month.month = $1;
  IF NOT FOUND THEN
    RETURN 'month_is_not_archived';
  END IF;
  SELECT * INTO present FROM :"schema".month_summary($1);
  IF archived.event_count <> present.event_count OR archived.bodies_sha256 <> present.bodies_sha256 THEN
    RETURN 'month_differs_from_archive';
  END IF;
  RETURN NULL;
END
$function$;

-- Drops an archived month and returns how many events it held. The guards do not come into it: they protect rows, and
-- this drops a table that only the owner could.
CREATE FUNCTION :"schema".drop_month(month date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $function$
DECLARE
  partition CONSTANT regclass := :"schema".month_partition($1);
  refusal text;
  archived record;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'drop_month needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  IF partition IS NOT NULL THEN
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', partition);
  END IF;
  refusal := :"schema".drop_refusal($1);
  IF refusal IS NOT NULL THEN
    RAISE EXCEPTION 'dropping % is refused: %', to_char($1, 'YYYY-MM'), refusal
      USING ERRCODE = 'TR004', CONSTRAINT = refusal;
  END IF;
  UPDATE :"schema".archived_month SET dropped_at = clock_timestamp(), dropped_by = session_user
    WHERE archived_month.month = $1 RETURNING * INTO STRICT archived;
  PERFORM :"schema".lock_log();
  EXECUTE format('DROP TABLE %s', partition);
  PERFORM :"schema".record_maintenance(
    'auditrail.month.drop', format('{"id":"%s","type":"auditrail.month"}', to_char($1, 'YYYY-MM')), '',
    format(
      '"metadata":{"bodiesSha256":"%s","events":%s,"fileSha256":%s},',
      archived.bodies_sha256, archived.event_count, to_json(archived.file_sha256)));
  RETURN archived.event_count;
END
$function$;

INSERT INTO :"schema".role_privilege (purpose, privilege, object_kind, object_name) VALUES
  ('maintainer', 'SELECT', 'TABLE', 'retention'),
  ('maintainer', 'SELECT', 'TABLE', 'archived_month'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'create_partitions(integer)'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'adopt_default()'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'drop_copied_defaults()'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'expired_months()'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'set_retention(integer, integer)'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'register_archive(date, bigint, text, text)'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'drop_month(date)');

SELECT :"schema".revoke_grants(class.oid)
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = :'schema' AND class.relname IN ('retention', 'archived_month');

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
