import type { Command } from '../command-line/command.js';
import { archive } from './archive.js';
import { checkpoint } from './checkpoint.js';
import { doctor } from './doctor.js';
import { drop } from './drop.js';
import { exportEvents } from './export-events.js';
import { keygen } from './keygen.js';
import { maintain } from './maintain.js';
import { migrate } from './migrate.js';
import { query } from './query.js';
import { recover } from './recover.js';
import { retention } from './retention.js';
import { seal } from './seal.js';
import { tiles } from './tiles.js';
import { verify } from './verify.js';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  migrate,
  query,
  exportEvents,
  doctor,
  maintain,
  retention,
  archive,
  drop,
  keygen,
  seal,
  verify,
  checkpoint,
  tiles,
  recover,
];
