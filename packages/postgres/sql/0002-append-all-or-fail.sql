-- A transaction's append stores every event or fails. Own SQLSTATE: TR003 fewer events are stored than were given.

-- The last migration that was applied, for a library that needs it: a writer may read this table, not schema_migration.
ALTER TABLE :"schema".installation ADD COLUMN schema_version integer;
UPDATE :"schema".installation SET schema_version = 2;
ALTER TABLE :"schema".installation ALTER COLUMN schema_version SET NOT NULL;

-- Stores a JSON array of events and returns how many of them are stored then, those included that were before. Fewer
-- than it was given, where somebody has swallowed rows, are TR003 within a transaction, whose COMMIT may follow without
-- a look at the count. Another body under a stored id is TR002. The columns are derived here, so that they cannot
-- differ from the body; json, unlike jsonb, keeps the text of its elements byte for byte.
-- A function, because a session keeps its plan: planning takes longer than storing one event. It lends no rights: a
-- writer needs INSERT on the columns named here and EXECUTE on event_is_stored.
CREATE OR REPLACE FUNCTION :"schema".append_events(bodies json, is_transactional boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  clock CONSTANT timestamptz := clock_timestamp();
  earliest CONSTANT timestamptz := clock - interval '720 hours';
  latest CONSTANT timestamptz := clock + interval '23 hours';
  stored integer;
BEGIN
  -- A transaction's durability is its owner's to decide. remote_apply is stronger than on.
  IF NOT is_transactional AND current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  -- Beside the text of each element its fields, which are read in one pass for all columns.
  INSERT INTO :"schema".event (
    occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type,
    resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional
  )
  SELECT
    CASE WHEN believed THEN claimed ELSE date_trunc('milliseconds', clock) END, id,
    CASE WHEN NOT believed THEN claimed END, body::text, actor->>'type', actor->>'id',
    actor->'onBehalfOf'->>'id', action, outcome, resource->>'type',
    resource->>'id', subject->>'type', subject->>'id', tenant,
    request->>'id', source, caused_by, is_transactional
  FROM
    ROWS FROM (
      json_array_elements(bodies),
      json_to_recordset(bodies) AS (
        id uuid, "occurredAt" timestamptz, actor json, action text, outcome text, resource json, subject json,
        tenant text, request json, source text, "causedBy" text
      )
    ) AS sent (body, id, claimed, actor, action, outcome, resource, subject, tenant, request, source, caused_by),
    LATERAL (SELECT claimed BETWEEN earliest AND latest AS believed) AS belief
  WHERE believed OR NOT :"schema".event_is_stored(id, claimed, body::text)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS stored = ROW_COUNT;
  IF stored < json_array_length(bodies) THEN
    SELECT count(*) INTO stored
    FROM ROWS FROM (
      json_array_elements(bodies),
      json_to_recordset(bodies) AS (id uuid, "occurredAt" timestamptz)
    ) AS sent (body, id, claimed)
    WHERE :"schema".event_is_stored(id, claimed, body::text);
    IF is_transactional AND stored < json_array_length(bodies) THEN
      RAISE EXCEPTION 'fewer events are stored than were given' USING ERRCODE = 'TR003';
    END IF;
  END IF;
  RETURN stored;
END
$function$;
