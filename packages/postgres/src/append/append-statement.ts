import type { SchemaName } from '../schema/schema-name.js';

/** The statement that stores any number of events, whole or not at all. */
export interface AppendStatement {
  readonly text: string;
  values(bodies: readonly string[]): readonly unknown[];
}

/** Which transaction the statement runs in: one of its own, or that of the change the events describe. */
export type AppendMode = 'immediate' | 'transactional';

/**
 * Builds the statement: a call of append_events, whose plan PostgreSQL keeps, with all bodies as one JSON text, the
 * cheapest to send. Its one row tells how many of them are `stored`. Another body under a stored id raises TR002, and
 * within a transaction fewer stored events than bodies TR003.
 */
export function buildAppendStatement(schema: SchemaName, mode: AppendMode): AppendStatement {
  return {
    text: `SELECT ${schema.identifier}.append_events($1::json, $2::boolean) AS stored`,
    values: (bodies) => [`[${bodies.join(',')}]`, mode === 'transactional'],
  };
}
