import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { startDemo } from '@auditrail-examples/tour';
import { bindPgCallbacks } from '@auditrail/postgres';
import pg from 'pg';
import { openApplication } from './open-application.js';

// Once, before anybody connects: callbacks that are given to pg then run in the context they were given in.
bindPgCallbacks(pg);

await startDemo({
  title: 'An invoicing application on Koa with an audit trail; transactions are found through CLS',
  command: 'npm run start:koa',
  startDatabase: () => startEphemeralPostgres(),
  openApplication,
});
