import type { Demo } from './demo.js';
import { describeFailure } from './describe-failure.js';
import { runDemo } from './run-demo.js';
import { parseStartOptions, describeUsage } from './start-options.js';

/** The program around a demonstration: reads command line and environment, explains itself, sets the exit code. */
export async function startDemo(demo: Demo): Promise<void> {
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${describeUsage(demo)}`);
    process.exitCode = 2;
  } else if (options.help) {
    console.log(describeUsage(demo));
  } else {
    try {
      process.exitCode = await runDemo(demo, options);
    } catch (error) {
      console.error(describeFailure(error));
      process.exitCode = 1;
    }
  }
}
