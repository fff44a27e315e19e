import { runOverdueJob } from './invoices/overdue-job.js';
import type { Invoicing } from './invoicing.js';
import { seedDemoUsers, type DemoUsers } from './users/seed-demo-users.js';

/** What the application does without a request. */
export interface InvoicingJobs {
  seedUsers(): Promise<DemoUsers>;
  /** Resolves to how many invoices became overdue. */
  runOverdueJob(): Promise<number>;
}

export function createJobs(invoicing: Invoicing): InvoicingJobs {
  return { seedUsers: () => seedDemoUsers(invoicing), runOverdueJob: () => runOverdueJob(invoicing) };
}
