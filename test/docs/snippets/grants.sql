-- #region grants
GRANT auditrail_writer, auditrail_reader TO app;
-- #endregion
