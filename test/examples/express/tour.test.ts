import { createApp, serve } from '@auditrail-examples/express';
import { closeInvoicing, openInvoicing, runOverdueJob, seedDemoUsers } from '@auditrail-examples/invoicing';
import { runTour, verdictsOf } from '@auditrail-examples/tour';
import { expect } from 'chai';
import { createTestDatabase, postgresVersions } from '../../postgres-server/test-database.js';

describe('runTour on Express', () => {
  for (const version of postgresVersions) {
    it(`keeps every promise on PostgreSQL ${version}, twice on one database`, async () => {
      const { connectionString, drop } = await createTestDatabase(version);
      try {
        for (const _ of ['first', 'second']) {
          const invoicing = await openInvoicing({ connectionString });
          const { baseUrl, close } = await serve(createApp(invoicing), 0);
          const jobs = { seedUsers: () => seedDemoUsers(invoicing), runOverdueJob: () => runOverdueJob(invoicing) };
          const report = await runTour({ baseUrl, audit: invoicing.audit, jobs, connectionString });
          await close();
          await closeInvoicing(invoicing);

          const verdicts = verdictsOf(report);
          expect(verdicts.filter(({ kept }) => !kept)).to.deep.equal([]);
          expect(verdicts).to.have.lengthOf.above(25);
        }
      } finally {
        await drop();
      }
    });
  }
});
