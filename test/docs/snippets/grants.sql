-- #region grants
GRANT USAGE ON SCHEMA auditrail TO app;
GRANT SELECT ON auditrail.installation, auditrail.event TO app;
GRANT EXECUTE ON FUNCTION auditrail.append_events, auditrail.event_is_stored TO app;
GRANT INSERT (
  occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type,
  resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional
) ON auditrail.event TO app;
-- #endregion
