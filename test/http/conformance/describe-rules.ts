import { sendCrowd } from './crowd.js';
import type { Framework } from './framework.js';
import { middlewareRules } from './middleware-rules.js';
import { planRules, type Deviation } from './plan-rules.js';
import { checkRule, type Rule } from './rule.js';

// `npm run check` asks for more.
const requests = Number(process.env['AUDITRAIL_TEST_CROWD'] ?? 3_000);

/** `context.crowd` at full size: once for each framework, too slow for every faulty middleware. */
const fullCrowd: Rule = {
  id: 'context.full-crowd',
  title: `${String(requests)} concurrent requests keep apart`,
  check: (harness) => sendCrowd(harness, requests),
};

/** Registers every rule with mocha as a test of one framework. */
export function describeRules(name: string, framework: Framework, deviations: readonly Deviation[] = []): void {
  describe(name, () => {
    for (const { title, run } of planRules(middlewareRules, framework, deviations)) it(title, run);

    it(fullCrowd.title, () => checkRule(fullCrowd, framework)).timeout(60_000);
  });
}
