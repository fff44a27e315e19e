import type { PostgresVersion } from './command-line.js';
import type { Comparison } from './measure/comparison.js';

export interface GroupSettings {
  readonly isQuick: boolean;
  readonly postgresVersions: readonly PostgresVersion[];
  /** How many events the log holds that pages are read from. */
  readonly events: number;
  readonly onProgress: (line: string) => void;
}

/** What a group found. */
export interface GroupReport {
  readonly name: string;
  /** What one must know to read the figures. */
  readonly notes: readonly string[];
  readonly comparisons: readonly Comparison[];
}

/** Starts what it needs, measures, and stops it. */
export type BenchmarkGroup = (settings: GroupSettings) => Promise<GroupReport>;
