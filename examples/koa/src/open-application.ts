import { closeInvoicing, createJobs, openInvoicing } from '@auditrail-examples/invoicing';
import type { DemoApplication } from '@auditrail-examples/tour';
import { createNamespace } from 'cls-hooked';
import { createApp } from './app.js';

/** Opens the application on a database. What runs in a transaction finds it without being handed it. */
export async function openApplication(connectionString: string): Promise<DemoApplication> {
  const invoicing = await openInvoicing({ connectionString, transactionNamespace: createNamespace('invoicing') });
  return {
    listener: createApp(invoicing).callback(),
    audit: invoicing.audit,
    jobs: createJobs(invoicing),
    close: () => closeInvoicing(invoicing),
  };
}
