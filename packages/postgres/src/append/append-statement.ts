import type { SchemaName } from '../schema/schema-name.js';

/** The statement that stores any number of events, whole or not at all. */
export interface AppendStatement {
  readonly text: string;
  values(bodies: readonly string[]): readonly unknown[];
}

/** Which transaction the statement runs in: one of its own, or that of the change the events describe. */
export type AppendMode = 'immediate' | 'transactional';

// A statement of its own decides about its own durability; a transaction's durability is its owner's to decide.
// remote_apply is stronger than on.
const durable = `
durable AS MATERIALIZED (
  SELECT CASE
    WHEN current_setting('synchronous_commit') <> 'remote_apply' THEN set_config('synchronous_commit', 'on', true)
  END
),
clock AS MATERIALIZED (SELECT clock_timestamp() AS now FROM durable)`;

const clock = `
clock AS MATERIALIZED (SELECT clock_timestamp() AS now)`;

/**
 * Builds the statement. The database derives the columns from the bodies, so that they cannot differ; one JSON text is
 * also the cheapest to send. `json`, unlike jsonb, keeps the text of its elements byte for byte.
 *
 * Its one row tells how many events it `stored` and how many were `known` already with the same
 * body. Another body under a stored id raises TR002. The writer needs INSERT on the columns named here and EXECUTE on
 * event_is_stored, nothing else.
 */
export function buildAppendStatement(schema: SchemaName, mode: AppendMode): AppendStatement {
  const event = `${schema.identifier}.event`;
  const isStored = `${schema.identifier}.event_is_stored(id, claimed, body)`;
  const text = `WITH${mode === 'immediate' ? durable : clock},
placed AS MATERIALIZED (
  SELECT (event->>'id')::uuid AS id, claimed, now, body, event,
    claimed BETWEEN now - interval '720 hours' AND now + interval '23 hours' AS believed
  FROM clock,
    json_array_elements($1::json) AS element(value),
    LATERAL (SELECT value::text AS body, value::text::jsonb AS event OFFSET 0) AS sent,
    LATERAL (SELECT (event->>'occurredAt')::timestamptz AS claimed) AS claim
),
stored AS (
  INSERT INTO ${event} (
    occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome, resource_type,
    resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional
  )
  SELECT
    CASE WHEN believed THEN claimed ELSE date_trunc('milliseconds', now) END, id,
    CASE WHEN NOT believed THEN claimed END, body, event->'actor'->>'type', event->'actor'->>'id',
    event->'actor'->'onBehalfOf'->>'id', event->>'action', event->>'outcome', event->'resource'->>'type',
    event->'resource'->>'id', event->'subject'->>'type', event->'subject'->>'id', event->>'tenant',
    event->'request'->>'id', event->>'source', event->>'causedBy', $2::boolean
  FROM placed
  WHERE believed OR NOT ${isStored}
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT
  (SELECT count(*) FROM stored) AS stored,
  (SELECT count(*) FROM placed WHERE (SELECT count(*) FROM stored) < $3::bigint AND ${isStored}) AS known`;
  return {
    text,
    values: (bodies) => [`[${bodies.join(',')}]`, mode === 'transactional', bodies.length],
  };
}
