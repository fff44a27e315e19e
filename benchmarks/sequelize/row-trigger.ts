import type { Sequelize } from 'sequelize';

/** Audits as PostgreSQL can without the application: one trigger a row, which knows neither actor nor request. */
export async function addRowTrigger(sequelize: Sequelize, table: string): Promise<void> {
  await sequelize.query(`
    CREATE TABLE IF NOT EXISTS trigger_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      "table" text NOT NULL,
      operation text NOT NULL,
      old jsonb,
      new jsonb,
      recorded_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE OR REPLACE FUNCTION log_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO trigger_log ("table", operation, old, new)
      VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD), to_jsonb(NEW));
      RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER log_row AFTER INSERT OR UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION log_row()`);
}
