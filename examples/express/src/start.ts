import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { startDemo } from '@auditrail-examples/tour';
import { openApplication } from './open-application.js';

await startDemo({
  title: 'An invoicing application on Express with an audit trail',
  command: 'npm start',
  startDatabase: () => startEphemeralPostgres(),
  openApplication,
});
