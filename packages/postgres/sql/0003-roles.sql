-- Separate roles for who owns, writes, seals, reads and maintains the log, and the views through which it is read.
-- Own SQLSTATE: TR005 the names of the roles do not fit together.

UPDATE :"schema".installation SET schema_version = 3;

-- Which role serves which purpose; no row where one role does everything.
CREATE TABLE :"schema".installed_role (
  purpose text COLLATE "C" PRIMARY KEY,
  role_name text COLLATE "C" NOT NULL UNIQUE,
  CONSTRAINT installed_role_purpose CHECK (purpose IN ('owner', 'writer', 'sealer', 'reader', 'maintainer'))
);

-- What each purpose may do, besides USAGE of the schema. Whatever is not here is nobody's but the owner's.
CREATE TABLE :"schema".role_privilege (
  purpose text COLLATE "C" NOT NULL,
  privilege text COLLATE "C" NOT NULL,
  object_kind text COLLATE "C" NOT NULL,
  -- Without the schema; a function with its argument types.
  object_name text COLLATE "C" NOT NULL,
  -- NULL for the whole object.
  column_names text[],
  PRIMARY KEY (purpose, privilege, object_kind, object_name),
  CONSTRAINT role_privilege_purpose CHECK (purpose IN ('writer', 'sealer', 'reader', 'maintainer')),
  CONSTRAINT role_privilege_object_kind CHECK (object_kind IN ('TABLE', 'FUNCTION'))
);

INSERT INTO :"schema".role_privilege (purpose, privilege, object_kind, object_name, column_names) VALUES
  ('writer', 'SELECT', 'TABLE', 'installation', NULL),
  ('sealer', 'SELECT', 'TABLE', 'installation', NULL),
  ('reader', 'SELECT', 'TABLE', 'installation', NULL),
  ('maintainer', 'SELECT', 'TABLE', 'installation', NULL),
  ('reader', 'SELECT', 'TABLE', 'events', NULL),
  ('reader', 'SELECT', 'TABLE', 'stored_event', NULL),
  ('writer', 'EXECUTE', 'FUNCTION', 'append_events(json, boolean)', NULL),
  ('writer', 'EXECUTE', 'FUNCTION', 'event_is_stored(uuid, timestamptz, text)', NULL),
  (
    'writer', 'INSERT', 'TABLE', 'event',
    ARRAY[
      'occurred_at', 'id', 'claimed_at', 'body', 'actor_type', 'actor_id', 'on_behalf_of_id', 'action', 'outcome',
      'resource_type', 'resource_id', 'subject_type', 'subject_id', 'tenant', 'request_id', 'source', 'caused_by',
      'transactional'
    ]
  );

-- The log as it is stored, for the library. No security barrier: it would keep conditions from the indexes.
CREATE VIEW :"schema".stored_event AS
SELECT
  occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type, resource_id,
  subject_type, subject_id, tenant, request_id, source, caused_by, transactional, salt, tx, recorded_at, db_role
FROM :"schema".event;

-- Takes back every right on a relation and on its columns that is not the owner's, also those that were passed on.
CREATE OR REPLACE FUNCTION :"schema".revoke_grants(relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  grantee oid;
BEGIN
  FOR grantee IN
    SELECT DISTINCT privilege.grantee
    FROM pg_class AS class,
      LATERAL (
        SELECT class.relacl UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = class.oid
      ) AS granted (acl),
      LATERAL aclexplode(granted.acl) AS privilege
    WHERE class.oid = relation AND privilege.grantee <> class.relowner
  LOOP
    EXECUTE format(
      'REVOKE ALL ON TABLE %s FROM %s CASCADE', relation,
      CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END);
  END LOOP;
END
$function$;

-- Makes a role that may not log in, unless it is there. Roles belong to the whole cluster: an installation in another
-- database or schema may make the same one at this moment.
CREATE FUNCTION :"schema".create_missing_role(role_name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
    RETURN;
  END IF;
  IF current_setting('server_version_num')::integer >= 160000 THEN
    -- Or else who makes a role might become a member for good.
    PERFORM set_config('createrole_self_grant', '', true);
  END IF;
  EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  RETURN;
END
$function$;

-- Makes the current role a member of another one, unless it may become that one already; tells whether it did.
CREATE FUNCTION :"schema".borrow_role(role_name text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  has_options CONSTANT boolean := current_setting('server_version_num')::integer >= 160000;
BEGIN
  IF pg_has_role(role_name, CASE WHEN has_options THEN 'SET' ELSE 'MEMBER' END) THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'GRANT %I TO %I %s', role_name, current_user, CASE WHEN has_options THEN 'WITH INHERIT TRUE, SET TRUE' END);
  RETURN true;
END
$function$;

-- Makes another role the owner of the schema and of everything in it. The schema comes last: until then the current
-- role can name what is in it, and from then on it needs to no more.
CREATE FUNCTION :"schema".hand_over(new_owner text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  schema_oid CONSTANT oid := (SELECT oid FROM pg_namespace WHERE nspname = :'schema');
  owner_oid CONSTANT oid := (SELECT oid FROM pg_roles WHERE rolname = new_owner);
  object text;
BEGIN
  IF (SELECT nspowner FROM pg_namespace WHERE oid = schema_oid) <> owner_oid THEN
    EXECUTE format('GRANT CREATE ON SCHEMA %I TO %I', :'schema', new_owner);
    -- As everybody else does, the log before its partitions: any other order would be a deadlock with who appends.
    LOCK TABLE :"schema".event IN ACCESS EXCLUSIVE MODE;
  END IF;
  FOR object IN
    SELECT format('TABLE %s', oid::regclass) FROM pg_class
    WHERE relnamespace = schema_oid AND relkind IN ('r', 'p', 'v') AND relowner <> owner_oid
    UNION ALL
    SELECT format('DOMAIN %s', oid::regtype) FROM pg_type
    WHERE typnamespace = schema_oid AND typtype = 'd' AND typowner <> owner_oid
    UNION ALL
    SELECT format('ROUTINE %s', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = schema_oid AND proowner <> owner_oid
    UNION ALL
    SELECT format('SCHEMA %I', nspname) FROM pg_namespace WHERE oid = schema_oid AND nspowner <> owner_oid
  LOOP
    EXECUTE format('ALTER %s OWNER TO %I', object, new_owner);
  END LOOP;
END
$function$;

-- Takes back what ALTER DEFAULT PRIVILEGES would grant on what the owner makes, and the right of PUBLIC to execute it.
CREATE FUNCTION :"schema".neutralise_default_privileges(owner_name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  revocation text;
BEGIN
  FOR revocation IN
    SELECT DISTINCT format(
      '%s REVOKE ALL ON %s FROM %s',
      CASE WHEN defaults.schema <> 0 THEN format('IN SCHEMA %s', defaults.schema::regnamespace) END,
      CASE defaults.object WHEN 'r' THEN 'TABLES' WHEN 'f' THEN 'FUNCTIONS' END,
      CASE WHEN privilege.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(privilege.grantee)) END)
    FROM pg_roles AS owner
    CROSS JOIN LATERAL (
      SELECT defaclnamespace, defaclobjtype, defaclacl FROM pg_default_acl WHERE defaclrole = owner.oid
      UNION ALL
      SELECT 0, 'f', acldefault('f', owner.oid)
      WHERE NOT EXISTS (
        SELECT FROM pg_default_acl WHERE defaclrole = owner.oid AND defaclnamespace = 0 AND defaclobjtype = 'f'
      )
    ) AS defaults (schema, object, acl)
    CROSS JOIN LATERAL aclexplode(defaults.acl) AS privilege
    WHERE owner.rolname = owner_name AND defaults.object IN ('r', 'f') AND privilege.grantee <> owner.oid
  LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s', owner_name, revocation);
  END LOOP;
END
$function$;

-- Takes back every right on the schema and what is in it, then grants what role_privilege says. The owner's to call.
CREATE FUNCTION :"schema".grant_role_privileges() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  schema_oid CONSTANT oid := (SELECT oid FROM pg_namespace WHERE nspname = :'schema');
  change text;
BEGIN
  PERFORM :"schema".revoke_grants(class.oid) FROM pg_class AS class
    WHERE class.relnamespace = schema_oid AND class.relkind IN ('r', 'p', 'v');
  FOR change IN
    SELECT DISTINCT format(
      'REVOKE ALL ON %s FROM %s CASCADE', held.object,
      CASE WHEN privilege.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(privilege.grantee)) END)
    FROM (
      SELECT format('ROUTINE %s', oid::regprocedure), coalesce(proacl, acldefault('f', proowner)), proowner
      FROM pg_proc WHERE pronamespace = schema_oid
      UNION ALL
      SELECT format('SCHEMA %I', nspname), nspacl, nspowner FROM pg_namespace WHERE oid = schema_oid
    ) AS held (object, acl, owner), LATERAL aclexplode(held.acl) AS privilege
    WHERE privilege.grantee <> held.owner
  LOOP
    EXECUTE change;
  END LOOP;
  FOR change IN
    SELECT format('GRANT USAGE ON SCHEMA %I TO %I', :'schema', role_name) FROM :"schema".installed_role
    WHERE purpose <> 'owner'
    UNION ALL
    SELECT format(
      'GRANT %s%s ON %s %I.%s TO %I', privilege,
      (SELECT format('(%s)', string_agg(quote_ident(name), ', ')) FROM unnest(column_names) AS name HAVING count(*) > 0),
      object_kind, :'schema', object_name, role_name)
    FROM :"schema".role_privilege JOIN :"schema".installed_role USING (purpose)
  LOOP
    EXECUTE change;
  END LOOP;
END
$function$;

-- Gives every purpose a role of its own: the one that is named, or the one it has, or auditrail_<purpose>. Makes those
-- that are missing, hands everything to the owner, and leaves each of the others exactly its rights. The current role
-- needs to own the log or to be a member of its owner, and to be a member of the new owner or able to become one
-- (CREATEROLE), which it is then during this transaction only. Returns the names by purpose.
CREATE FUNCTION :"schema".install_roles(names jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  purposes CONSTANT text[] := ARRAY['owner', 'writer', 'sealer', 'reader', 'maintainer'];
  installer CONSTANT text := current_user;
  installers_role CONSTANT text := current_setting('role');
  chosen jsonb;
  owner_name text;
  is_borrowed boolean;
BEGIN
  LOCK TABLE :"schema".schema_migration IN SHARE ROW EXCLUSIVE MODE;
  SELECT jsonb_object_agg(purpose, coalesce(names->>purpose, installed.role_name, 'auditrail_' || purpose)) INTO chosen
    FROM unnest(purposes) AS wanted (purpose) LEFT JOIN :"schema".installed_role AS installed USING (purpose);
  IF names - purposes <> '{}' OR (SELECT count(DISTINCT value) FROM jsonb_each_text(chosen)) < cardinality(purposes) THEN
    RAISE EXCEPTION 'each of owner, writer, sealer, reader and maintainer needs a role of its own'
      USING ERRCODE = 'TR005';
  END IF;
  PERFORM :"schema".create_missing_role(value) FROM jsonb_each_text(chosen) ORDER BY value;
  owner_name := chosen->>'owner';
  is_borrowed := :"schema".borrow_role(owner_name);
  PERFORM :"schema".hand_over(owner_name);
  PERFORM set_config('role', owner_name, true);
  DELETE FROM :"schema".installed_role;
  INSERT INTO :"schema".installed_role (purpose, role_name) SELECT key, value FROM jsonb_each_text(chosen);
  PERFORM :"schema".neutralise_default_privileges(owner_name);
  PERFORM :"schema".grant_role_privileges();
  PERFORM set_config('role', installers_role, true);
  IF is_borrowed THEN
    EXECUTE format('REVOKE %I FROM %I', owner_name, installer);
  END IF;
  RETURN chosen;
END
$function$;

SELECT :"schema".revoke_grants(class.oid)
FROM pg_catalog.pg_class AS class
JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = class.relnamespace
WHERE namespace.nspname = :'schema' AND class.relname IN ('installed_role', 'role_privilege', 'stored_event');

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
