import { createAuditTrail, eventBody, MemoryAuditStore, type RedactionOptions } from '@auditrail/core';
import slowRedact from '@pinojs/redact';
import type { GroupSettings } from '../benchmark-group.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave, type Rounds } from '../measure/interleave.js';
import { eventsPerSecond, measureCallers } from '../store/callers.js';
import { secretObjects, shownSecrets, type SecretObject } from './secret-objects.js';

type Redact = (value: object) => string;

const hashKeys = [{ name: 'k1', secret: 'x'.repeat(32) }];
const shownNames = ['accounts', 'id', 'total', 'note', 'auth', 'expires', 'url', 'body', 'message'];

/** An event that is made, redacted and serialised, but not stored. */
function trailWith(redaction: RedactionOptions): Redact {
  const audit = createAuditTrail({ store: new MemoryAuditStore(), redaction });
  const event = { action: 'account.read', resource: { type: 'account' }, source: 'application' } as const;
  return (metadata) => eventBody(audit.capture({ ...event, metadata })._unsafeUnwrap());
}

function redactorsFor({ paths }: SecretObject): Readonly<Record<string, Redact>> {
  const listed = slowRedact({ paths });
  return {
    'JSON.stringify': (value) => JSON.stringify(value),
    '@pinojs/redact': (value) => listed<object>(value) as string,
    'auditrail, an event': trailWith({}),
    'auditrail, email hashed': trailWith({ hash: ['email'], hashKeys }),
    'auditrail, allowOnly': trailWith({ allowOnly: shownNames }),
  };
}

/** How many events a second become text without secrets, and how many secrets are still in it. */
export async function compareRedactors({ isQuick, onProgress }: GroupSettings): Promise<readonly Comparison[]> {
  const rounds: Rounds = isQuick ? { warmUp: 0, counted: 2 } : { warmUp: 2, counted: 10 };
  const durationMs = isQuick ? 20 : 200;
  const comparisons: Comparison[] = [];
  for (const object of secretObjects) {
    const redactors = Object.entries(redactorsFor(object));
    const measured = await interleave(
      redactors.map(([name, redact]) => ({
        name,
        measure: () => measureCallers(1, durationMs, 1, () => Promise.resolve(redact(object.value))),
      })),
      rounds,
      (round, all) => onProgress(`${object.name}, round ${round} of ${all}`),
    );
    const shown = redactors.map(([name, redact]) => `${name} ${shownSecrets(redact(object.value))}`);
    const note = `Secrets still in the text, of ${object.secrets}: ${shown.join(', ')}.`;
    comparisons.push({ ...compare(object.name, eventsPerSecond, measured), note });
  }
  return comparisons;
}
