import { AuditError } from '@auditrail/core';

/** A checked schema name in the two forms that SQL needs. */
export interface SchemaName {
  /** As an identifier, in double quotes. */
  readonly identifier: string;
  /** As a string, in single quotes. */
  readonly literal: string;
  /** As it is. */
  readonly plain: string;
}

const maxBytes = 63;

/**
 * Checks and quotes a schema name; throws OPTIONS_INVALID for one that PostgreSQL would cut or refuse, and for one with
 * a dollar sign, which could end the dollar-quoted body of a function.
 */
export function quoteSchemaName(name: string): SchemaName {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > maxBytes || /[$\0]/.test(name) || !name.isWellFormed() || name.startsWith('pg_')) {
    throw new AuditError(
      'OPTIONS_INVALID',
      'schema must be a name of 1 to 63 bytes without "$" that is not a "pg_" one',
    );
  }
  return {
    identifier: `"${name.replaceAll('"', '""')}"`,
    literal: `E'${name.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    plain: name,
  };
}

/** Puts a schema's name into SQL text, for `:"schema"` and `:'schema'`. */
export function fillInSchema(sql: string, schema: SchemaName): string {
  return sql.replaceAll(/:"schema"|:'schema'/g, (mark) => (mark === ':"schema"' ? schema.identifier : schema.literal));
}
