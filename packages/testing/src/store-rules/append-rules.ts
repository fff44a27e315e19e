import { eventBody, type AuditError, type AuditEvent, type JsonValue, type OpenTransaction } from '@auditrail/core';
import type { Result, ResultAsync } from 'neverthrow';
import assert from 'node:assert/strict';
import { expectFailure, expectSuccess } from './expect-outcome.js';
import { buildEvents } from './rule-events.js';
import { withLog, type StoreRule } from './store-rule.js';
import { idsOf, newestFirst, readStored, readStoredIds, withoutStoreFacts } from './stored-events.js';

const callers = 64;
const turns = 4;

/** Waits for a call that may fail but must neither throw nor reject; tells whether it succeeded. */
async function succeeds(what: string, append: () => ResultAsync<void, AuditError>): Promise<boolean> {
  const answer = async (): Promise<Partial<Result<void, AuditError>> | undefined> => append();
  let outcome: Awaited<ReturnType<typeof answer>>;
  try {
    outcome = await answer();
  } catch (error) {
    assert.fail(`append threw or rejected for ${what}: ${String(error)}`);
  }
  return outcome?.isOk?.() ?? assert.fail(`append gave no result for ${what}`);
}

/** An event that JSON cannot hold. */
function unwritable(metadata: unknown): AuditEvent {
  return { ...(buildEvents(1)[0] as AuditEvent), metadata: metadata as JsonValue };
}

const brokenTransaction: OpenTransaction = {
  database: {},
  execute: () => Promise.reject(new Error('The connection is lost')),
  onCommitted: () => undefined,
};

/** What becomes of a call's events. */
export const appendRules: readonly StoreRule[] = [
  {
    id: 'batch-whole',
    title: "stores all of a call's events",
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = buildEvents(700);
        await expectSuccess(store.append(events));
        assert.deepEqual(await readStoredIds(store), idsOf(newestFirst(events)));
      }),
  },
  {
    id: 'batch-refused-whole',
    title: "stores none of a call's events when one of them is refused",
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const [stored, first, last] = buildEvents(3) as [AuditEvent, AuditEvent, AuditEvent];
        await expectSuccess(store.append([stored]));
        await expectFailure(store.append([first, { ...stored, action: 'invoice.send' }, last]), 'STORE_REJECTED');
        assert.deepEqual(await readStoredIds(store), [stored.id]);
      }),
  },
  {
    id: 'repeat-harmless',
    title: 'takes an event again and stores it once: later, in the same call, and at the same time',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const [later, twice, together] = buildEvents(3) as [AuditEvent, AuditEvent, AuditEvent];
        await expectSuccess(store.append([later]));
        await expectSuccess(store.append([later]));
        await expectSuccess(store.append([twice, structuredClone(twice)]));
        const calls = Array.from({ length: 8 }, () => store.append([together]));
        for (const call of calls) await expectSuccess(call);
        assert.deepEqual(await readStoredIds(store), idsOf([together, twice, later]));
      }),
  },
  {
    id: 'other-body-refused',
    title: 'refuses another body under a stored id and time with STORE_REJECTED and keeps the first',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const [event] = buildEvents(1) as [AuditEvent];
        await expectSuccess(store.append([event]));
        await expectFailure(store.append([{ ...event, outcome: 'failure' }]), 'STORE_REJECTED');
        assert.deepEqual((await readStored(store)).map(withoutStoreFacts).map(eventBody), [eventBody(event)]);
      }),
  },
  {
    id: 'concurrent-appends',
    title: `stores the events of ${callers} callers at the same time, each once`,
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const events = buildEvents(callers * turns);
        const call = async (caller: number): Promise<void> => {
          for (const event of events.slice(caller * turns, (caller + 1) * turns)) {
            await expectSuccess(store.append([event]));
          }
        };
        await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
        assert.deepEqual(await readStoredIds(store), idsOf(newestFirst(events)));
      }),
  },
  {
    id: 'failures-are-results',
    title: 'answers with a result, and never throws or rejects, whatever it is given',
    check: (harness) =>
      withLog(harness, async ({ store }) => {
        const circular: unknown[] = [];
        circular.push(circular);
        const hostile = { 'a bigint': 1n, 'a circle': circular, 'a function': () => 1, 'a lone surrogate': '\ud800' };
        for (const [what, metadata] of Object.entries(hostile)) {
          const succeeded = await succeeds(what, () => store.append([unwritable(metadata)]));
          assert.equal(succeeded, false, `append took ${what}, which JSON cannot hold`);
        }
        assert.deepEqual(await readStoredIds(store), []);
        await succeeds('a transaction whose connection is lost', () => store.append(buildEvents(1), brokenTransaction));
      }),
  },
];
