import { startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';

// A program that starts a server and never stops it: it waits for the end of its standard input, or for any byte to exit.
await startEphemeralPostgres();
process.stdout.write('started\n');
process.stdin.once('data', () => process.exit());
