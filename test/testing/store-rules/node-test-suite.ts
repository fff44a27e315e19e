import { describeStoreRules } from '@auditrail/testing';
import { describe, it } from 'node:test';
import { memoryHarness } from './memory-harness.js';
import { createSharedLogHarness } from './shared-log-harness.js';

// Run by `node --test`, not by mocha.
describeStoreRules({ describe, it }, 'MemoryAuditStore', memoryHarness);

if (process.env['AUDITRAIL_TEST_BROKEN_STORE'] === 'yes') {
  const broken = createSharedLogHarness((store) => ({ query: (query) => store.query({ ...query, offset: 0 }) }));
  describeStoreRules({ describe, it }, 'a broken store', broken);
}
