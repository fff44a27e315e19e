import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import { startDemo } from '@auditrail-examples/tour';
import { bindPgCallbacks } from '@auditrail/postgres';
import pg from 'pg';
import { openApplication } from './open-application.js';

// Once, before anybody connects: callbacks that are given to pg then run in the context they were given in.
bindPgCallbacks(pg);

await startDemo({
  title: 'An invoicing application on Express with an audit trail',
  command: 'npm start',
  startDatabase: () => startEphemeralPostgres(),
  openApplication,
});
