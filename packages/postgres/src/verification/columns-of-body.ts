/** Where the columns that filters use come from. */
const paths: Readonly<Record<string, readonly string[]>> = {
  actor_type: ['actor', 'type'],
  actor_id: ['actor', 'id'],
  on_behalf_of_id: ['actor', 'onBehalfOf', 'id'],
  action: ['action'],
  outcome: ['outcome'],
  resource_type: ['resource', 'type'],
  resource_id: ['resource', 'id'],
  subject_type: ['subject', 'type'],
  subject_id: ['subject', 'id'],
  tenant: ['tenant'],
  request_id: ['request', 'id'],
  source: ['source'],
  caused_by: ['causedBy'],
};

export const comparedColumns = Object.keys(paths);

/** The columns whose values are not those of the body; every one where the body is no JSON. */
export function columnsUnlike(
  body: string,
  row: Readonly<Record<string, string | null | undefined>>,
): readonly string[] {
  const event = parse(body);
  if (event === undefined) return comparedColumns;
  const unlike = comparedColumns.filter((column) => textAt(event, paths[column] ?? []) !== (row[column] ?? null));
  // A time that was not believed stands in a column of its own.
  const timeColumn = (row['claimed_at'] ?? null) === null ? 'occurred_at' : 'claimed_at';
  const isSameTime = Date.parse(textAt(event, ['occurredAt']) ?? '') === Date.parse(row[timeColumn] ?? '');
  return isSameTime ? unlike : [timeColumn, ...unlike];
}

/** As PostgreSQL's ->> shows it. */
function textAt(event: unknown, path: readonly string[]): string | null {
  const value = path.reduce<unknown>(
    (parent, name) =>
      typeof parent === 'object' && parent !== null ? (parent as Readonly<Record<string, unknown>>)[name] : undefined,
    event,
  );
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
