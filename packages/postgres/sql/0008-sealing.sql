-- A Merkle tree over the log. It grows behind the writers, who neither wait for it nor know of it.

UPDATE :"schema".installation SET schema_version = 8;

-- What the sealer takes next: everything that its snapshots tell apart has a transaction to be found by.
CREATE INDEX event_tx ON :"schema".event (tx);

-- How far the tree has grown. Whoever seals holds this row; nobody else has a right to lock it.
CREATE TABLE :"schema".tree_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  size bigint NOT NULL DEFAULT 0,
  -- The hashes of the tree's full subtrees, from left to right.
  subtrees bytea NOT NULL DEFAULT '',
  -- What this snapshot sees is sealed.
  sealed_snapshot pg_snapshot,
  -- What this snapshot sees is being sealed, up to the cursor. Without a sealed snapshot that is the whole log, in the
  -- order of (occurred_at, id), else what came between the two, in the order of (tx, occurred_at, id).
  target_snapshot pg_snapshot,
  cursor_tx xid8,
  cursor_occurred_at timestamptz,
  cursor_id uuid,
  -- Transaction numbers and snapshots mean something in this cluster only.
  system_identifier bigint,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO :"schema".tree_head DEFAULT VALUES;

-- The leaves, without holes from position 0. An entry says of its event all that the tree commits to.
CREATE TABLE :"schema".tree_leaf (
  position bigint PRIMARY KEY CHECK (position >= 0),
  id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  entry text COLLATE "C" NOT NULL,
  UNIQUE (id, occurred_at)
);

-- Full tiles (C2SP tlog-tiles), each with the hash that stands for it one level up.
CREATE TABLE :"schema".tree_tile (
  level smallint NOT NULL,
  index bigint NOT NULL,
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (level, index)
);

-- Signed checkpoints. The key is never here.
CREATE TABLE :"schema".checkpoint (
  size bigint PRIMARY KEY,
  note text COLLATE "C" NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

DO $function$
DECLARE
  relation text;
BEGIN
  FOREACH relation IN ARRAY ARRAY['tree_leaf', 'tree_tile', 'checkpoint'] LOOP
    EXECUTE format(
      'CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %1$I.%2$I
         FOR EACH STATEMENT EXECUTE FUNCTION %1$I.refuse_change()', :'schema', relation);
    EXECUTE format('ALTER TABLE %I.%I ENABLE ALWAYS TRIGGER refuse_change', :'schema', relation);
  END LOOP;
END
$function$;

-- What the sealer sees of an event: a digest, which its salt keeps from being guessed, instead of the body.
CREATE VIEW :"schema".sealable_event AS
SELECT occurred_at, id, tx, recorded_at, db_role, sha256(salt || convert_to(body, 'UTF8')) AS digest
FROM :"schema".event;

-- Which cluster this is; not every role may ask that.
CREATE FUNCTION :"schema".system_identifier() RETURNS bigint
LANGUAGE sql SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT system_identifier FROM pg_control_system()
$function$;

-- As before, and a log that is sealed loses no month of which a leaf is missing, or not under a checkpoint.
CREATE OR REPLACE FUNCTION :"schema".drop_refusal(month date) RETURNS text
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
  IF (SELECT size > 0 FROM :"schema".tree_head) AND EXISTS (
    SELECT FROM :"schema".event
    LEFT JOIN :"schema".tree_leaf AS leaf ON leaf.id = event.id AND leaf.occurred_at = event.occurred_at
    WHERE event.occurred_at >= :"schema".month_start($1) AND event.occurred_at < :"schema".month_end($1)
      AND (leaf.position IS NULL OR leaf.position >= coalesce((SELECT max(size) FROM :"schema".checkpoint), 0))
  ) THEN
    RETURN 'month_is_not_sealed';
  END IF;
  SELECT * INTO present FROM :"schema".month_summary($1);
  IF archived.event_count <> present.event_count OR archived.bodies_sha256 <> present.bodies_sha256 THEN
    RETURN 'month_differs_from_archive';
  END IF;
  RETURN NULL;
END
$function$;

INSERT INTO :"schema".role_privilege (purpose, privilege, object_kind, object_name) VALUES
  ('sealer', 'SELECT', 'TABLE', 'sealable_event'),
  ('sealer', 'SELECT', 'TABLE', 'tree_head'),
  ('sealer', 'UPDATE', 'TABLE', 'tree_head'),
  ('sealer', 'SELECT', 'TABLE', 'tree_leaf'),
  ('sealer', 'INSERT', 'TABLE', 'tree_leaf'),
  ('sealer', 'SELECT', 'TABLE', 'tree_tile'),
  ('sealer', 'INSERT', 'TABLE', 'tree_tile'),
  ('sealer', 'SELECT', 'TABLE', 'checkpoint'),
  ('sealer', 'INSERT', 'TABLE', 'checkpoint'),
  ('sealer', 'EXECUTE', 'FUNCTION', 'system_identifier()'),
  ('reader', 'SELECT', 'TABLE', 'tree_head'),
  ('reader', 'SELECT', 'TABLE', 'tree_leaf'),
  ('reader', 'SELECT', 'TABLE', 'tree_tile'),
  ('reader', 'SELECT', 'TABLE', 'checkpoint'),
  ('reader', 'SELECT', 'TABLE', 'archived_month'),
  ('maintainer', 'SELECT', 'TABLE', 'tree_head'),
  ('maintainer', 'SELECT', 'TABLE', 'checkpoint');

SELECT :"schema".revoke_grants(class.oid)
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = :'schema'
  AND class.relname IN ('tree_head', 'tree_leaf', 'tree_tile', 'checkpoint', 'sealable_event');

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
