import type { TourJobs } from '../stage.js';
import type { ReadableTrail } from '../trail/trail-reader.js';
import type { Listener } from './serve.js';

/** An application that is open on a database. */
export interface DemoApplication {
  readonly listener: Listener;
  readonly audit: ReadableTrail;
  readonly jobs: TourJobs;
  close(): Promise<void>;
}

/** A temporary database server. */
export interface DemoDatabase {
  connectionString(): string;
  stop(): Promise<void>;
}

/** An application to demonstrate. */
export interface Demo {
  readonly title: string;
  /** What people type to start it. */
  readonly command: string;
  readonly startDatabase: () => Promise<DemoDatabase>;
  readonly openApplication: (connectionString: string) => Promise<DemoApplication>;
}
