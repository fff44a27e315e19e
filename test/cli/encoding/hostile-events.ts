import type { StoredEvent } from '@auditrail/core';
import fc from 'fast-check';

const awkward = ['=', '+', '-', '@', "'", '"', ',', ';', ' ', '\t', '\r', '\n', '\\', '\u0000', '\u001b', '\u007f'];
const unseen = ['\u0085', '\u009b', '\u00ad', '\u200b', '\u200d', '\u202e', '\u2028', '\u2066', '\ufeff', '\ud800'];
const broad = ['漢', '한', '＝', 'e\u0301', '👩‍👩‍👧', '❤\ufe0f', 'é', '\u{e0041}', '\u{10ffff}', '\u0378', '…'];

/** Text that tries to break a line, a cell or a terminal. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...awkward, ...unseen, ...broad, 'a', 'b') }),
  fc.string({ unit: 'binary' }),
);

const identity = fc.record(
  { type: fc.constant<'user'>('user'), id: hostileText, name: hostileText },
  { requiredKeys: ['type'] },
);
const actor = fc
  .tuple(identity, fc.option(identity, { nil: undefined }))
  .map(([one, other]) => ({ ...one, ...(other && { onBehalfOf: other }) }));

/** Stored events with hostile text wherever an event has text. */
export const hostileEvent: fc.Arbitrary<StoredEvent> = fc.record(
  {
    v: fc.constant<1>(1),
    id: fc.constant('019ab1c2-7d0e-7abc-8def-0123456789ab'),
    occurredAt: fc.constant('2026-11-22T08:16:00.123Z'),
    actor,
    action: hostileText,
    outcome: fc.constant<'success'>('success'),
    resource: fc.record({ type: hostileText, id: hostileText, name: hostileText }, { requiredKeys: ['type'] }),
    source: fc.constant<'application'>('application'),
    recordedAt: fc.constant('2026-11-22T08:16:00.124567Z'),
    dbRole: hostileText,
    subject: fc.record({ type: hostileText, id: hostileText }),
    reason: hostileText,
    tenant: hostileText,
    changes: fc.dictionary(hostileText, fc.record({ old: hostileText, new: hostileText })),
    metadata: fc.oneof(fc.constant(null), hostileText, fc.integer(), fc.dictionary(hostileText, hostileText)),
    request: fc.record({ id: hostileText, method: hostileText, userAgent: hostileText }),
  },
  {
    requiredKeys: ['v', 'id', 'occurredAt', 'actor', 'action', 'outcome', 'resource', 'source', 'recordedAt', 'dbRole'],
  },
);

/** Whatever a terminal acts on, or a reader cannot see; line ends are each format's own. */
export const unseenCharacter = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/u;
