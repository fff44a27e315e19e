import { cascadePaths } from './cascade-paths.js';
import { failurePaths } from './failure-paths.js';
import { modelPaths } from './model-paths.js';
import { oddPaths } from './odd-paths.js';
import { rawPaths } from './raw-paths.js';
import { setPaths } from './set-paths.js';
import type { WritePath } from './write-path.js';

/** Every way of writing rows that the tests know. */
export const writePaths: readonly WritePath[] = [
  ...modelPaths,
  ...setPaths,
  ...rawPaths,
  ...oddPaths,
  ...failurePaths,
  ...cascadePaths,
];
