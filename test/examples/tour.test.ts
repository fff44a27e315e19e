import { openApplication as openOnExpress } from '@auditrail-examples/express';
import { closeInvoicing, createJobs, openInvoicing } from '@auditrail-examples/invoicing';
import { createApp as createKoaApp } from '@auditrail-examples/koa';
import {
  runTour,
  serve,
  verdictsOf,
  type DemoApplication,
  type ReadableTrail,
  type Verdict,
} from '@auditrail-examples/tour';
import { expect } from 'chai';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../postgres-server/test-database.js';
import { webApplications } from './web-applications.js';

describe('runTour', function () {
  this.timeout(60_000);
  let database: TestDatabase;

  for (const version of postgresVersions) {
    describe(`on PostgreSQL ${version}`, () => {
      // One for all: a tour leaves what it did, and the next one has to cope with it.
      before(async () => {
        database = await createTestDatabase(version);
      });
      after(() => database.drop());

      for (const { framework, open } of webApplications) {
        it(`sees every promise kept on ${framework}`, async () => {
          const verdicts = await takeTour(await open(database.connectionString), database);
          expect(brokenOf(verdicts)).to.deep.equal([]);
          expect(verdicts).to.have.lengthOf.above(40);
        });
      }
    });
  }

  describe('of an application with a fault', () => {
    before(async () => {
      database = await createTestDatabase('18');
    });
    after(() => database.drop());

    it('notices what is missing in the trail', async () => {
      const application = await openOnExpress(database.connectionString);
      const verdicts = await takeTour({ ...application, audit: hideDeletedLines(application.audit) }, database);
      expect(brokenOf(verdicts)).to.deep.equal(['every deleted row is on record']);
    });

    it('notices that a transaction which is not passed is not found', async () => {
      const invoicing = await openInvoicing(database);
      const verdicts = await takeTour(
        {
          listener: createKoaApp(invoicing).callback(),
          audit: invoicing.audit,
          jobs: createJobs(invoicing),
          close: () => closeInvoicing(invoicing),
        },
        database,
      );
      expect(brokenOf(verdicts)).to.deep.equal([
        'of the refused list nothing was created, and no creation is on record: only that it was tried',
        'the three rows and the import share one database transaction',
      ]);
    });
  });
});

function brokenOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.filter(({ kept }) => !kept).map(({ text }) => text);
}

function hideDeletedLines(audit: ReadableTrail): ReadableTrail {
  return {
    settled: () => audit.settled(),
    query: (filter) =>
      audit
        .query(filter)
        .map((page) => ({ ...page, events: page.events.filter(({ action }) => action !== 'invoiceLine.delete') })),
  };
}

async function takeTour(application: DemoApplication, { connectionString }: TestDatabase): Promise<readonly Verdict[]> {
  const served = await serve(application.listener, 0);
  try {
    const { audit, jobs } = application;
    return verdictsOf(await runTour({ baseUrl: served.baseUrl, audit, jobs, connectionString }));
  } finally {
    await served.close();
    await application.close();
  }
}
