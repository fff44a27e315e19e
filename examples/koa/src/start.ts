import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { startDemo } from '@auditrail-examples/tour';
import { openApplication } from './open-application.js';

await startDemo({
  title: 'An invoicing application on Koa with an audit trail; transactions are found through CLS',
  command: 'npm run start:koa',
  startDatabase: () => startEphemeralPostgres(),
  openApplication,
});
