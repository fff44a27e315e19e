// #region migration
// migrations/20260101000000-audit-log.cjs
module.exports = {
  async up() {
    const { PostgresAuditStore } = await import('@auditrail/postgres');
    const store = new PostgresAuditStore({ connectionString: process.env.DATABASE_URL });
    const migrated = await store.migrate();
    await store.close();
    if (migrated.isErr()) throw migrated.error;
  },
  // The log is append-only: there is no way back.
  async down() {},
};
// #endregion
