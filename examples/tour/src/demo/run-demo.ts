import { printTour } from '../print-tour.js';
import { lookOf } from '../terminal.js';
import { runTour, verdictsOf } from '../tour.js';
import type { Demo } from './demo.js';
import { describeInvitation } from './describe-invitation.js';
import { serve } from './serve.js';
import type { StartOptions } from './start-options.js';

/** Serves the application, takes the tour and prints it, then serves on until a signal comes. Returns an exit code. */
export async function runDemo(
  { title, startDatabase, openApplication }: Demo,
  { once, port, databaseUrl }: StartOptions,
): Promise<number> {
  const cleanups: (() => Promise<void>)[] = [];
  try {
    print(`${title}.`);
    const startTemporary = async (): Promise<string> => {
      const server = await step('Starting a temporary PostgreSQL', startDatabase);
      cleanups.unshift(() => server.stop());
      return server.connectionString();
    };
    const connectionString = databaseUrl ?? (await startTemporary());
    const application = await step('Creating tables and audit log', () => openApplication(connectionString));
    cleanups.unshift(() => application.close());
    const { baseUrl, close } = await serve(application.listener, port);
    cleanups.unshift(close);

    const { audit, jobs } = application;
    const report = await step(`Taking the tour of ${baseUrl}`, () =>
      runTour({ baseUrl, audit, jobs, connectionString }),
    );
    const { width, style } = lookOf(process.stdout, process.env);
    print('', ...printTour(report, width, style));
    if (once) return verdictsOf(report).every(({ kept }) => kept) ? 0 : 1;

    const stopped = stopSignal();
    print('', ...describeInvitation(baseUrl, report.tokens));
    await stopped;
    print('', 'Stopping.');
    return 0;
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}

/** Says what takes a while, and how long it took. */
async function step<Value>(title: string, work: () => Promise<Value>): Promise<Value> {
  process.stdout.write(`${title} … `);
  const startedAt = performance.now();
  try {
    const value = await work();
    print(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    return value;
  } catch (error) {
    print('failed');
    throw error;
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function print(...lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
