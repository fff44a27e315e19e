export { buildEvent, type EventOverrides } from './event/build-event.js';
export { createFixedClock, type FixedClock } from './event/create-fixed-clock.js';
export { auditMatchers } from './matchers/audit-matchers.js';
export type { ExpectedEvent } from './matchers/expected-event.js';
export { describeStoreRules, type StoreDeviation, type TestRunner } from './store-rules/describe-store-rules.js';
export type { StoreCapabilities, StoreHarness, StoreLog, StoreTransaction } from './store-rules/store-harness.js';
export type { StoreRule } from './store-rules/store-rule.js';
export { storeRules } from './store-rules/store-rules.js';
