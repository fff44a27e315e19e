import { PostgresAuditStore } from '@auditrail/postgres';
import { expectCode } from '../expect-code.js';

describe('the options of maintenance', () => {
  // Nothing listens there: what is wrong is told before anybody connects.
  const store = new PostgresAuditStore({ connectionString: 'postgres://127.0.0.1:1/none' });
  after(() => store.close());

  for (const monthsAhead of [0, 121, 1.5, '3' as never]) {
    it(`cannot be ${JSON.stringify(monthsAhead)} months ahead`, async () => {
      await expectCode(store.maintain({ monthsAhead }), 'OPTIONS_INVALID');
    });
  }

  for (const retention of [
    { minimumMonths: -1, maximumMonths: null },
    { minimumMonths: 1.5, maximumMonths: null },
    { minimumMonths: 1201, maximumMonths: null },
    { minimumMonths: null, maximumMonths: 0 },
    { minimumMonths: 13, maximumMonths: 12 },
    { minimumMonths: undefined as never, maximumMonths: 12 },
  ]) {
    it(`cannot be a retention of ${JSON.stringify(retention)}`, async () => {
      await expectCode(store.setRetention(retention), 'OPTIONS_INVALID');
    });
  }

  for (const month of ['2020-13', '2020-1', '0000-01', '2020-01-01', 202001 as never]) {
    it(`cannot be the month ${JSON.stringify(month)}`, async () => {
      await expectCode(store.archiveMonth(month, { directory: '.' }), 'OPTIONS_INVALID');
      await expectCode(store.dropMonth(month), 'OPTIONS_INVALID');
    });
  }

  it('cannot be an archive in no directory', async () => {
    await expectCode(store.archiveMonth('2020-01', { directory: '' }), 'OPTIONS_INVALID');
  });
});
