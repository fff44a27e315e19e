import type { GroupReport } from '../benchmark-group.js';
import type { Machine } from './machine.js';

/** One run. */
export interface BenchReport {
  /** When it began: RFC 3339, UTC. */
  readonly date: string;
  readonly isQuick: boolean;
  readonly machine: Machine;
  readonly groups: readonly GroupReport[];
}
