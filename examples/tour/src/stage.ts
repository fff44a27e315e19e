import { randomBytes } from 'node:crypto';
import type { Visitor } from './visitor.js';

/** A user as the tour knows it: enough to log in. */
export interface TourUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface TourUsers {
  readonly clerk: TourUser;
  readonly accountant: TourUser;
  readonly admin: TourUser;
  readonly leaver: TourUser;
}

/** What the application does without a request. */
export interface TourJobs {
  seedUsers(): Promise<TourUsers>;
  runOverdueJob(): Promise<unknown>;
}

export interface Visitors {
  readonly stranger: Visitor;
  readonly clerk: Visitor;
  readonly accountant: Visitor;
  readonly admin: Visitor;
  readonly leaver: Visitor;
}

/** What scenes play with. */
export interface Stage {
  readonly visitors: Visitors;
  readonly jobs: TourJobs;
  /** Makes names that are unique in the database. */
  readonly suffix: string;
  /** Days as `YYYY-MM-DD`, fixed when the tour begins: it may run over midnight. */
  readonly nextMonth: string;
  readonly yesterday: string;
}

/** Sets the stage for one tour. */
export function createStage(visitors: Visitors, jobs: TourJobs): Stage {
  return {
    visitors,
    jobs,
    suffix: randomBytes(3).toString('hex'),
    nextMonth: dayFromNow(30),
    yesterday: dayFromNow(-1),
  };
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
