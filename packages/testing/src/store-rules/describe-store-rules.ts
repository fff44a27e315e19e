import { AuditError } from '@auditrail/core';
import { AssertionError } from 'node:assert';
import type { StoreHarness } from './store-harness.js';
import type { StoreRule } from './store-rule.js';
import { storeRules } from './store-rules.js';

type DefineTest = (title: string, run: () => Promise<void>) => unknown;

/** The part of a test runner that is used: mocha, node:test and vitest have it. */
export interface TestRunner {
  readonly describe: (title: string, define: () => void) => unknown;
  readonly it: DefineTest & { readonly skip: DefineTest };
}

/** A rule that a store is known to break, and why. */
export interface StoreDeviation {
  /** The rule's id. */
  readonly rule: string;
  readonly reason: string;
}

/**
 * Defines a test for each rule with a runner's own functions.
 *
 * A rule without its capability is skipped as "not claimed". A known deviation must break its rule: the day it does not,
 * its test fails. Throws OPTIONS_INVALID for a deviation from a rule that does not exist, or without a reason.
 */
export function describeStoreRules(
  { describe, it }: TestRunner,
  name: string,
  harness: StoreHarness,
  deviations: readonly StoreDeviation[] = [],
): void {
  const reasons = new Map(deviations.map(checkDeviation));
  describe(name, () => {
    for (const rule of storeRules) {
      const title = `${rule.id}: ${rule.title}`;
      const reason = reasons.get(rule.id);
      if (rule.needs !== undefined && !harness.capabilities[rule.needs]) {
        it.skip(`${title} (not claimed: ${rule.needs})`, () => Promise.resolve());
      } else if (reason !== undefined) {
        it(`${title} (known deviation: ${reason})`, () => expectDeviation(rule, harness));
      } else {
        it(title, () => rule.check(harness));
      }
    }
  });
}

function checkDeviation({ rule, reason }: StoreDeviation): readonly [rule: string, reason: string] {
  const refuse = (problem: string) => new AuditError('OPTIONS_INVALID', `describeStoreRules: ${problem}`);
  if (!storeRules.some(({ id }) => id === rule)) throw refuse(`there is no rule "${rule}"`);
  if (reason.trim() === '') throw refuse(`the deviation from "${rule}" has no reason`);
  return [rule, reason];
}

/** Only an AssertionError shows that the rule is broken: a store that is down has not been asked. */
async function expectDeviation(rule: StoreRule, harness: StoreHarness): Promise<void> {
  try {
    await rule.check(harness);
  } catch (error) {
    if (error instanceof AssertionError) return;
    throw error;
  }
  throw new Error(`The store keeps the rule "${rule.id}": remove the deviation`);
}
