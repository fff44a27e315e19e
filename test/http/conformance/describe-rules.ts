import type { Framework } from './framework.js';
import { planRules, type Deviation } from './plan-rules.js';
import { middlewareRules } from './middleware-rules.js';

/** Registers every rule with mocha as a test of one framework. */
export function describeRules(name: string, framework: Framework, deviations: readonly Deviation[] = []): void {
  describe(name, () => {
    for (const { title, run } of planRules(middlewareRules, framework, deviations)) it(title, run);
  });
}
