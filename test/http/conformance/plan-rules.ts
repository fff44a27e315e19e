import type { Framework } from './framework.js';
import { checkRule, type Rule } from './rule.js';

/** A rule that a framework is known to break. It must break it: once it does not, the deviation has to go. */
export interface Deviation {
  readonly rule: string;
  readonly reason: string;
}

/** A test as mocha takes it; without `run` it is pending. */
export interface PlannedTest {
  readonly rule: string;
  readonly title: string;
  readonly run?: () => Promise<void>;
}

async function expectFailure(rule: Rule, framework: Framework): Promise<void> {
  const failed = await checkRule(rule, framework).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`${framework.name} obeys ${rule.id}: remove the deviation`);
}

/** Decides what becomes of each rule in a framework. Throws for a deviation from a rule that does not exist. */
export function planRules(
  rules: readonly Rule[],
  framework: Framework,
  deviations: readonly Deviation[] = [],
): PlannedTest[] {
  const unknown = deviations.find(({ rule }) => rules.every(({ id }) => id !== rule));
  if (unknown !== undefined) throw new Error(`There is no rule "${unknown.rule}" to deviate from`);
  return rules.map((rule) => {
    const { id } = rule;
    const title = `${id}: ${rule.title}`;
    if (rule.needs !== undefined && !framework.capabilities.includes(rule.needs)) {
      return { rule: id, title: `${title} (not claimed: ${rule.needs})` };
    }
    const deviation = deviations.find((known) => known.rule === id);
    if (deviation === undefined) return { rule: id, title, run: () => checkRule(rule, framework) };
    return { rule: id, title: `${title} (deviates: ${deviation.reason})`, run: () => expectFailure(rule, framework) };
  });
}
