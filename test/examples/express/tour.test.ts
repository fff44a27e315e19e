import { createApp, serve } from '@auditrail-examples/express';
import { closeInvoicing, openInvoicing, runOverdueJob, seedDemoUsers } from '@auditrail-examples/invoicing';
import { runTour, verdictsOf, type ReadableTrail, type TourReport } from '@auditrail-examples/tour';
import { expect } from 'chai';
import { createTestDatabase, postgresVersions, type PostgresVersion } from '../../postgres-server/test-database.js';

describe('runTour on Express', function () {
  this.timeout(60_000);

  for (const version of postgresVersions) {
    it(`keeps every promise on PostgreSQL ${version}, twice on one database`, async () => {
      await withDatabase(version, async (connectionString) => {
        for (const report of [await tour(connectionString), await tour(connectionString)]) {
          const verdicts = verdictsOf(report);
          expect(verdicts.filter(({ kept }) => !kept)).to.deep.equal([]);
          expect(verdicts).to.have.lengthOf.above(30);
        }
      });
    });
  }

  it('notices what is missing in the trail', async () => {
    await withDatabase('18', async (connectionString) => {
      const hideDeletes = (audit: ReadableTrail): ReadableTrail => ({
        settled: () => audit.settled(),
        query: (filter) =>
          audit
            .query(filter)
            .map((page) => ({ ...page, events: page.events.filter(({ action }) => action !== 'invoiceLine.delete') })),
      });
      const verdicts = verdictsOf(await tour(connectionString, hideDeletes));
      expect(verdicts.filter(({ kept }) => !kept)).to.deep.equal([
        { text: 'every deleted row is on record', kept: false },
      ]);
    });
  });
});

async function withDatabase(version: PostgresVersion, use: (connectionString: string) => Promise<void>): Promise<void> {
  const database = await createTestDatabase(version);
  try {
    await use(database.connectionString);
  } finally {
    await database.drop();
  }
}

async function tour(connectionString: string, view = (audit: ReadableTrail) => audit): Promise<TourReport> {
  const invoicing = await openInvoicing({ connectionString });
  const { baseUrl, close } = await serve(createApp(invoicing), 0);
  try {
    const jobs = { seedUsers: () => seedDemoUsers(invoicing), runOverdueJob: () => runOverdueJob(invoicing) };
    return await runTour({ baseUrl, audit: view(invoicing.audit), jobs, connectionString });
  } finally {
    await close();
    await closeInvoicing(invoicing);
  }
}
