-- The append-only event log. The schema's name is filled in as an identifier or a literal, written like psql's variables.
-- Own SQLSTATEs: TR001 a refused change of the log, TR002 another body under a stored id.

CREATE TABLE :"schema".schema_migration (
  version integer PRIMARY KEY,
  name text NOT NULL,
  -- SHA-256 of the migration's text, in hexadecimal.
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE :"schema".installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- The oldest schema version whose library this schema still serves.
  compatible_from integer NOT NULL
);

INSERT INTO :"schema".installation (compatible_from) VALUES (1);

-- 255 characters of up to four bytes: two of them, a time and an id still fit into an index row.
CREATE DOMAIN :"schema".filter_text AS text COLLATE "C"
  CONSTRAINT filter_text_length CHECK (char_length(VALUE) <= 255);

CREATE TABLE :"schema".event (
  -- When the event says it happened; the database's clock where that is too far away to be believed.
  occurred_at timestamptz NOT NULL,
  id uuid NOT NULL,
  -- What the event says, only where it was not believed.
  claimed_at timestamptz,
  -- The event as written: RFC 8785 JSON. It is the truth; the columns below only serve filters.
  body text NOT NULL,
  actor_type :"schema".filter_text NOT NULL,
  actor_id :"schema".filter_text,
  on_behalf_of_id :"schema".filter_text,
  action :"schema".filter_text NOT NULL,
  outcome :"schema".filter_text NOT NULL,
  resource_type :"schema".filter_text NOT NULL,
  resource_id :"schema".filter_text,
  subject_type :"schema".filter_text,
  subject_id :"schema".filter_text,
  tenant :"schema".filter_text,
  request_id :"schema".filter_text,
  source :"schema".filter_text NOT NULL,
  caused_by :"schema".filter_text,
  -- Whether it was written in the transaction of the change it describes.
  transactional boolean NOT NULL,
  -- The database's own statements about the row. A writer needs, and should have, no right to insert them.
  salt bytea NOT NULL
    DEFAULT substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) FROM 1 FOR 16),
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  db_role text COLLATE "C" NOT NULL DEFAULT session_user,
  CONSTRAINT event_pkey PRIMARY KEY (occurred_at, id),
  CONSTRAINT event_body_is_object CHECK (jsonb_typeof(body::jsonb) = 'object'),
  CONSTRAINT event_body_size CHECK (octet_length(body) <= 2097152),
  CONSTRAINT event_salt_size CHECK (octet_length(salt) = 16),
  CONSTRAINT event_occurred_at_milliseconds
    CHECK (extract(microseconds FROM timezone('UTC', occurred_at))::bigint % 1000 = 0),
  -- An hour wider than the line at which the claimed time is replaced. In hours, so that no time zone matters.
  CONSTRAINT event_occurred_at_near
    CHECK (occurred_at BETWEEN recorded_at - interval '721 hours' AND recorded_at + interval '24 hours')
) PARTITION BY RANGE (occurred_at);

-- Each ends in (occurred_at, id), the order of reading, so that a page is one index scan.
CREATE INDEX event_actor ON :"schema".event (actor_id, actor_type, occurred_at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX event_action ON :"schema".event (action, occurred_at, id);
CREATE INDEX event_resource ON :"schema".event (resource_id, resource_type, occurred_at, id)
  WHERE resource_id IS NOT NULL;
CREATE INDEX event_subject ON :"schema".event (subject_id, subject_type, occurred_at, id) WHERE subject_id IS NOT NULL;
CREATE INDEX event_tenant ON :"schema".event (tenant, occurred_at, id) WHERE tenant IS NOT NULL;
CREATE INDEX event_request ON :"schema".event (request_id, occurred_at, id) WHERE request_id IS NOT NULL;
CREATE INDEX event_claimed ON :"schema".event (id, claimed_at) WHERE claimed_at IS NOT NULL;

CREATE FUNCTION :"schema".refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: the audit log is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'TR001',
      HINT = 'Record another event that corrects it.',
      SCHEMA = TG_TABLE_SCHEMA,
      TABLE = TG_TABLE_NAME;
END
$function$;

-- ENABLE ALWAYS: session_replication_role = replica must not switch a guard off.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON :"schema".event
  FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON :"schema".event
  FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".event ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE :"schema".event ENABLE ALWAYS TRIGGER refuse_truncate;

-- Takes back what ALTER DEFAULT PRIVILEGES may have granted on a new table.
CREATE FUNCTION :"schema".revoke_grants(relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  holder record;
BEGIN
  FOR holder IN
    SELECT DISTINCT grants.grantee
    FROM pg_class AS class, aclexplode(class.relacl) AS grants
    WHERE class.oid = relation AND grants.grantee <> class.relowner
  LOOP
    EXECUTE format(
      'REVOKE ALL ON TABLE %s FROM %s',
      relation,
      CASE WHEN holder.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(holder.grantee)) END
    );
  END LOOP;
END
$function$;

-- Makes one partition, guarded before it is attached: for a month, or the default one where no month is given.
CREATE FUNCTION :"schema".create_partition(first_day date) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  partition_name text := coalesce('event_' || to_char(first_day, 'YYYY_MM'), 'event_default');
  partition text := format('%I.%I', :'schema', partition_name);
  month_start text := to_char(first_day, 'YYYY-MM-DD') || ' 00:00:00+00';
  month_end text := to_char(first_day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
BEGIN
  EXECUTE format('CREATE TABLE %s (LIKE %I.event INCLUDING ALL)', partition, :'schema');
  PERFORM :"schema".revoke_grants(partition::regclass);
  EXECUTE format(
    'CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON %s
       FOR EACH ROW EXECUTE FUNCTION %I.refuse_change()', partition, :'schema');
  EXECUTE format(
    'CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
       FOR EACH STATEMENT EXECUTE FUNCTION %I.refuse_change()', partition, :'schema');
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_row_change', partition);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_change', partition);
  -- Unlike CREATE TABLE ... PARTITION OF, ATTACH does not lock the parent against writers.
  IF first_day IS NULL THEN
    EXECUTE format('ALTER TABLE %I.event ATTACH PARTITION %s DEFAULT', :'schema', partition);
  ELSE
    EXECUTE format(
      'ALTER TABLE %I.event ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
      :'schema', partition, month_start, month_end);
  END IF;
  RETURN partition_name;
END
$function$;

-- Makes the partitions that are missing from last month to months_ahead (UTC) and returns their names. A month of
-- which the default partition already holds events stays there: moving them would be a change.
CREATE FUNCTION :"schema".create_partitions(months_ahead integer) RETURNS SETOF text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  this_month date := date_trunc('month', timezone('UTC', clock_timestamp()))::date;
  first_day date;
  held_by_default boolean;
BEGIN
  -- Any lock that conflicts with itself would do; this one only those can take who may write the table.
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(format('%I.event_default', :'schema')) IS NULL THEN
    RETURN NEXT :"schema".create_partition(NULL);
  END IF;
  FOR month IN -1 .. months_ahead LOOP
    first_day := this_month + make_interval(months => month);
    CONTINUE WHEN to_regclass(format('%I.%I', :'schema', 'event_' || to_char(first_day, 'YYYY_MM'))) IS NOT NULL;
    SELECT EXISTS (
      SELECT FROM :"schema".event_default AS event
      WHERE event.occurred_at >= timezone('UTC', first_day::timestamp)
        AND event.occurred_at < timezone('UTC', first_day::timestamp + interval '1 month')
    ) INTO held_by_default;
    CONTINUE WHEN held_by_default;
    RETURN NEXT :"schema".create_partition(first_day);
  END LOOP;
END
$function$;

-- Answers a writer, who may not read the log, only this: is this very body stored? Another body under the same id
-- and claimed time is an error, so that the statement that asks stores nothing.
CREATE FUNCTION :"schema".event_is_stored(event_id uuid, event_time timestamptz, event_body text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  stored_body text;
BEGIN
  SELECT event.body INTO stored_body FROM :"schema".event AS event
    WHERE event.occurred_at = event_time AND event.id = event_id;
  IF NOT FOUND THEN
    SELECT event.body INTO stored_body FROM :"schema".event AS event
      WHERE event.id = event_id AND event.claimed_at = event_time;
  END IF;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF stored_body <> event_body COLLATE "C" THEN
    RAISE EXCEPTION 'another body is stored under this id' USING ERRCODE = 'TR002';
  END IF;
  RETURN true;
END
$function$;

-- Stores a JSON array of events and returns how many of them are stored then, those included that were before: fewer
-- than it was given where somebody has swallowed rows. Another body under a stored id is TR002. The columns are derived
-- here, so that they cannot differ from the body; json, unlike jsonb, keeps the text of its elements byte for byte.
-- A function, because a session keeps its plan: planning takes longer than storing one event. It lends no rights: a
-- writer needs INSERT on the columns named here and EXECUTE on event_is_stored.
CREATE FUNCTION :"schema".append_events(bodies json, is_transactional boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  clock CONSTANT timestamptz := clock_timestamp();
  stored integer;
BEGIN
  -- A transaction's durability is its owner's to decide. remote_apply is stronger than on.
  IF NOT is_transactional AND current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  -- MATERIALIZED and OFFSET 0: a body is parsed once, not once for each column.
  WITH placed AS MATERIALIZED (
    SELECT (event->>'id')::uuid AS id, claimed, body, event,
      claimed BETWEEN clock - interval '720 hours' AND clock + interval '23 hours' AS believed
    FROM json_array_elements(bodies) AS element(value),
      LATERAL (SELECT value::text AS body, value::text::jsonb AS event OFFSET 0) AS sent,
      LATERAL (SELECT (event->>'occurredAt')::timestamptz AS claimed) AS claim
  )
  INSERT INTO :"schema".event (
    occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type,
    resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional
  )
  SELECT
    CASE WHEN believed THEN claimed ELSE date_trunc('milliseconds', clock) END, id,
    CASE WHEN NOT believed THEN claimed END, body, event->'actor'->>'type', event->'actor'->>'id',
    event->'actor'->'onBehalfOf'->>'id', event->>'action', event->>'outcome', event->'resource'->>'type',
    event->'resource'->>'id', event->'subject'->>'type', event->'subject'->>'id', event->>'tenant',
    event->'request'->>'id', event->>'source', event->>'causedBy', is_transactional
  FROM placed
  WHERE believed OR NOT :"schema".event_is_stored(id, claimed, body)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored = ROW_COUNT;
  IF stored < json_array_length(bodies) THEN
    SELECT count(*) INTO stored
    FROM json_array_elements(bodies) AS element(value),
      LATERAL (SELECT value::text AS body, value::text::jsonb AS event OFFSET 0) AS sent
    WHERE :"schema".event_is_stored((event->>'id')::uuid, (event->>'occurredAt')::timestamptz, body);
  END IF;
  RETURN stored;
END
$function$;

CREATE VIEW :"schema".events AS
SELECT
  occurred_at, id, claimed_at, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type, resource_id,
  subject_type, subject_id, tenant, request_id, source, caused_by, transactional, tx, recorded_at, db_role,
  body::jsonb AS body
FROM :"schema".event;

SELECT :"schema".revoke_grants(class.oid)
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = :'schema' AND class.relkind IN ('r', 'p', 'v');

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC;
