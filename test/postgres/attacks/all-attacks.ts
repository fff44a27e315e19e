import type { Attack } from './attack.js';
import { attacksOnGuards } from './attacks-on-guards.js';
import { attacksOnRows } from './attacks-on-rows.js';
import { attacksWithPower } from './attacks-with-power.js';

/** Every attack, in the parts that docs/append-only.md has a table of, by its heading there. */
export const attackTables: Readonly<Record<string, readonly Attack[]>> = {
  'On what the log holds': attacksOnRows,
  'On what keeps it': attacksOnGuards,
  'By those with power over it': attacksWithPower,
};
