import { sendCrowd } from './crowd.js';
import type { Framework } from './framework.js';
import { middlewareRules } from './middleware-rules.js';
import { planRules, type Deviation } from './plan-rules.js';
import { checkRule, type Rule } from './rule.js';

/** `context.crowd` at full size: once for each framework, too slow for every faulty middleware. */
const fullCrowd: Rule = {
  id: 'context.full-crowd',
  title: '10,000 concurrent requests keep apart',
  check: (harness) => sendCrowd(harness, 10_000),
};

/** Registers every rule with mocha as a test of one framework. */
export function describeRules(name: string, framework: Framework, deviations: readonly Deviation[] = []): void {
  describe(name, () => {
    for (const { title, run } of planRules(middlewareRules, framework, deviations)) it(title, run);

    it(fullCrowd.title, () => checkRule(fullCrowd, framework)).timeout(60_000);
  });
}
