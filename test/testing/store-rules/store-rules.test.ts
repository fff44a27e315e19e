import type { EventConditions } from '@auditrail/core';
import { storeRules, type StoreHarness } from '@auditrail/testing';
import { expect } from 'chai';
import { brokenStores } from './broken-stores/broken-stores.js';
import { createSharedLogHarness, type Breakage } from './shared-log-harness.js';

/** The ids of the rules that a store breaks. */
async function brokenRules(harness: StoreHarness): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { id, check } of storeRules) await check(harness).catch(() => broken.push(id));
  return broken;
}

const conditionNames = Object.keys({
  actorType: '',
  actorId: '',
  action: '',
  actionPrefix: '',
  resourceType: '',
  resourceId: '',
  subjectType: '',
  subjectId: '',
  outcome: '',
  tenant: '',
  requestId: '',
  source: '',
  from: '',
  to: '',
} satisfies Record<keyof EventConditions, ''>);

describe('storeRules', () => {
  it('have ids that are theirs alone', () => {
    const ids = storeRules.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('are kept by a store that does what the port says', async () => {
    expect(await brokenRules(createSharedLogHarness())).to.deep.equal([]);
  });

  for (const { what, breaks, breakage } of brokenStores) {
    it(`see a store that ${what}: ${breaks.join(', ')}`, async () => {
      expect(await brokenRules(createSharedLogHarness(breakage))).to.have.members(breaks);
    });
  }

  for (const name of conditionNames) {
    it(`see a store that ignores the filter ${name}`, async () => {
      const breakage: Breakage = (store) => ({
        query: (query) => store.query({ ...query, conditions: { ...query.conditions, [name]: undefined } }),
      });
      const [first, ...others] = await brokenRules(createSharedLogHarness(breakage));
      expect(first).to.equal('filters');
      expect(others).to.deep.equal(name === 'action' ? ['pages-by-position'] : []);
    });
  }

  it('each have a broken store that they see', () => {
    const seen = new Set(brokenStores.flatMap(({ breaks }) => breaks));
    expect(storeRules.map(({ id }) => id).filter((id) => !seen.has(id))).to.deep.equal([]);
  });
});
