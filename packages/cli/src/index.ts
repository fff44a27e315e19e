export type { Surroundings, TextStream } from './command-line/surroundings.js';
export type { ExitStatus } from './failure/exit-status.js';
export { runCommandLine } from './run-command-line.js';
