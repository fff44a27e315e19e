import type { Finding } from '@auditrail/postgres';
import { examineOn } from '#postgres/doctor/examine.js';
import { readMigrations } from '#postgres/schema/migration.js';
import { quoteSchemaName } from '#postgres/schema/schema-name.js';
import type pg from 'pg';

const types = { getTypeParser: () => (text: string) => text };

/** Examines the log as one connection sees it in its open transaction, with everything that is not committed. */
export async function examineClient(client: pg.Client, now?: () => number): Promise<readonly Finding[]> {
  const migrations = (await readMigrations())._unsafeUnwrap();
  const execute = async (text: string, values: readonly unknown[] = []) => {
    const { rows, rowCount } = await client.query<Record<string, string | null>>({ text, types, values: [...values] });
    return { rows, rowCount: rowCount ?? 0 };
  };
  return examineOn(execute, quoteSchemaName('auditrail'), migrations, now);
}

/** What is not as it should be, as `check: level`. */
export function complaintsIn(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ level }) => level !== 'pass').map(({ check, level }) => `${check}: ${level}`);
}
