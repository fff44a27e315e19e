import type { OptionTable, OptionValues } from './option.js';

/** What every command takes. */
export const generalOptions = {
  'connection-string': {
    type: 'string',
    value: 'URL',
    help: 'postgres://… of the database. Others on this machine can see it: prefer DATABASE_URL, or the PG* variables of psql',
  },
  schema: { type: 'string', value: 'NAME', help: 'The schema of the log (auditrail)' },
  help: { type: 'boolean', short: 'h', help: 'Show this help' },
} as const satisfies OptionTable;

export type GeneralValues = OptionValues<typeof generalOptions>;
