-- A page of what one actor did, also where nobody says of what type the actor is: ids of one type seldom are those of another.

UPDATE :"schema".installation SET schema_version = 5;

DROP INDEX :"schema".event_actor;
CREATE INDEX event_actor ON :"schema".event (actor_id, occurred_at, id) WHERE actor_id IS NOT NULL;
