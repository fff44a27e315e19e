import { fillInSchema, type SchemaName } from '../schema/schema-name.js';
import type { Migration } from '../schema/migration.js';

/** A function as a migration makes it. */
export interface PackagedFunction {
  readonly name: string;
  /** The text between its dollar quotes, as PostgreSQL keeps it. */
  readonly body: string;
  readonly isSecurityDefiner: boolean;
}

const definition =
  /^CREATE (?:OR REPLACE )?FUNCTION :"schema"\.(?<name>\w+)\((?<head>[\s\S]*?)^AS \$function\$(?<body>[\s\S]*?)\$function\$;/gm;

/** The functions of the log as they are once these migrations have run: the last definition of each. */
export function packagedFunctions(
  migrations: readonly Migration[],
  schema: SchemaName,
): ReadonlyMap<string, PackagedFunction> {
  const functions = new Map<string, PackagedFunction>();
  for (const { sql } of migrations) {
    for (const { groups: { name = '', head = '', body = '' } = {} } of sql.matchAll(definition)) {
      const isSecurityDefiner = /\bSECURITY DEFINER\b/.test(head);
      functions.set(name, { name, body: fillInSchema(body, schema), isSecurityDefiner });
    }
  }
  return functions;
}
