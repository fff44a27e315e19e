#!/usr/bin/env node
import { constants } from 'node:os';
import { runCommandLine } from './run-command-line.js';

const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interruption.abort();
    process.exit(128 + constants.signals[signal]);
  });
}

const { env, stdout, stderr } = process;
// A reader that goes early makes an error of its own kind out of each write; the write itself tells.
stdout.on('error', () => undefined);
process.exitCode = await runCommandLine(process.argv.slice(2), {
  env,
  stdout,
  stderr,
  interruption: interruption.signal,
});
