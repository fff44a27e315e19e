import { closeInvoicing, createJobs, openInvoicing } from '@auditrail-examples/invoicing';
import type { DemoApplication } from '@auditrail-examples/tour';
import { createApp } from './app.js';

/** Opens the application on a database. Its services pass their transactions on. */
export async function openApplication(connectionString: string): Promise<DemoApplication> {
  const invoicing = await openInvoicing({ connectionString });
  return {
    listener: createApp(invoicing),
    audit: invoicing.audit,
    jobs: createJobs(invoicing),
    close: () => closeInvoicing(invoicing),
  };
}
