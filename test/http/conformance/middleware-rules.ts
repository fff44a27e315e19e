import type { Rule } from './rule.js';
import { actorRules } from './rules/actor-rules.js';
import { clientRules } from './rules/client-rules.js';
import { connectionRules } from './rules/connection-rules.js';
import { contextRules } from './rules/context-rules.js';
import { errorRules } from './rules/error-rules.js';
import { recordingRules } from './rules/recording-rules.js';
import { routeRules } from './rules/route-rules.js';
import { spoofingRules } from './rules/spoofing-rules.js';

/** What every middleware of Auditrail must do, whatever its framework. */
export const middlewareRules: readonly Rule[] = [
  ...actorRules,
  ...recordingRules,
  ...routeRules,
  ...errorRules,
  ...connectionRules,
  ...clientRules,
  ...spoofingRules,
  ...contextRules,
];
