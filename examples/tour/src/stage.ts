import { randomBytes } from 'node:crypto';
import type { Visitor } from './visitor.js';

/** Who works in the company. */
export type Colleague = 'clerk' | 'accountant' | 'admin' | 'leaver';

/** A user as the tour knows it: enough to log in. */
export interface TourUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export type TourUsers = Readonly<Record<Colleague, TourUser>>;

export type Visitors = Readonly<Record<Colleague | 'stranger', Visitor>>;

/** What the application does without a request. */
export interface TourJobs {
  seedUsers(): Promise<TourUsers>;
  runOverdueJob(): Promise<unknown>;
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
