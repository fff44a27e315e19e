-- What an examination of the log needs to see. It is the maintainer's to run; nothing of an event is in it.

UPDATE :"schema".installation SET schema_version = 6;

-- Whether events had to go to the default partition, which nobody but the owner may read.
CREATE FUNCTION :"schema".default_is_filled() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN EXISTS (SELECT FROM :"schema".event_default);
END
$function$;

INSERT INTO :"schema".role_privilege (purpose, privilege, object_kind, object_name) VALUES
  ('maintainer', 'SELECT', 'TABLE', 'installed_role'),
  ('maintainer', 'SELECT', 'TABLE', 'role_privilege'),
  ('maintainer', 'EXECUTE', 'FUNCTION', 'default_is_filled()');

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;
