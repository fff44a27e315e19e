-- A log goes on under a new name: after a restored backup, or without its key, nothing more is signed under the old one.

UPDATE :"schema".installation SET schema_version = 9;

-- What was signed under earlier names.
CREATE TABLE :"schema".former_checkpoint (
  -- The event that tells of it.
  recovery_id uuid NOT NULL,
  size bigint NOT NULL,
  note text COLLATE "C" NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (recovery_id, size)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON :"schema".former_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".former_checkpoint ENABLE ALWAYS TRIGGER refuse_change;

-- Begins the tree anew: an event that names the last checkpoint of the old one comes first, then every leaf that was
-- there. Returns the event's id; its leaf, the tiles and the head are the caller's to write. For the owner only, who
-- alone can switch the guards off; they are on again when this commits.
CREATE FUNCTION :"schema".recover_log(origin text, last_checkpoint text, reason text) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  recovery uuid;
  guarded text;
BEGIN
  -- Whoever seals has this row.
  PERFORM FROM :"schema".tree_head FOR UPDATE;
  PERFORM :"schema".record_maintenance(
    'auditrail.log.recover', format('{"id":%s,"type":"auditrail.log"}', to_json(origin)), '',
    format('"metadata":{"lastCheckpoint":%s,"reason":%s},', to_json(last_checkpoint), to_json(reason)));
  SELECT event.id INTO STRICT recovery FROM :"schema".event
    WHERE event.tx = pg_current_xact_id() AND event.action = 'auditrail.log.recover';
  FOREACH guarded IN ARRAY ARRAY['tree_leaf', 'tree_tile', 'checkpoint'] LOOP
    EXECUTE format('ALTER TABLE %I.%I DISABLE TRIGGER refuse_change', :'schema', guarded);
  END LOOP;
  -- The window has read, and deleted, every leaf before the first is written.
  WITH former AS (DELETE FROM :"schema".tree_leaf RETURNING *)
  INSERT INTO :"schema".tree_leaf (position, id, occurred_at, entry)
    SELECT row_number() OVER (ORDER BY former.position), former.id, former.occurred_at, former.entry FROM former;
  DELETE FROM :"schema".tree_tile;
  INSERT INTO :"schema".former_checkpoint (recovery_id, size, note, signed_at)
    SELECT recovery, checkpoint.size, checkpoint.note, checkpoint.signed_at FROM :"schema".checkpoint;
  DELETE FROM :"schema".checkpoint;
  FOREACH guarded IN ARRAY ARRAY['tree_leaf', 'tree_tile', 'checkpoint'] LOOP
    EXECUTE format('ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER refuse_change', :'schema', guarded);
  END LOOP;
  RETURN recovery;
END
$function$;

-- How many events wait to be sealed: of transactions that the last sealing did not see the end of, or all.
CREATE FUNCTION :"schema".unsealed_count() RETURNS bigint
LANGUAGE sql SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT count(*) FROM :"schema".event
  WHERE event.tx >= (SELECT coalesce(pg_snapshot_xmin(sealed_snapshot), '0') FROM :"schema".tree_head) AND NOT EXISTS (
    SELECT FROM :"schema".tree_leaf AS leaf WHERE leaf.id = event.id AND leaf.occurred_at = event.occurred_at)
$function$;

INSERT INTO :"schema".role_privilege (purpose, privilege, object_kind, object_name) VALUES
  ('reader', 'SELECT', 'TABLE', 'former_checkpoint'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'unsealed_count()');

SELECT :"schema".revoke_grants(class.oid)
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = :'schema' AND class.relname = 'former_checkpoint';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
