-- A body is one line of text: canonical JSON has no line break of its own, and files have an event a line.

UPDATE :"schema".installation SET schema_version = 7;

ALTER TABLE :"schema".event
  ADD CONSTRAINT event_body_is_line CHECK (strpos(body, E'\n') = 0 AND strpos(body, E'\r') = 0);
