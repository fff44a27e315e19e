import { describeFailure } from './describe-failure.js';
import { runDemo } from './run-demo.js';
import { parseStartOptions, usage } from './start-options.js';

const options = parseStartOptions(process.argv.slice(2), process.env);

if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`);
  process.exitCode = 2;
} else if (options.help) {
  console.log(usage);
} else {
  try {
    process.exitCode = await runDemo(options);
  } catch (error) {
    console.error(describeFailure(error));
    process.exitCode = 1;
  }
}
