import type { AuditEvent, JsonValue } from '@auditrail/core';
import { buildEvents } from './rule-events.js';

/** Data that encodings, JSON parsers and databases are known to change. Security: hostile input looks like this. */
const awkwardData: readonly JsonValue[] = [
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "hasOwnProperty": null}') as JsonValue,
  { b: 1, a: 2, '10': 'ten', '9': 'nine', '': 'no name', é: 1, 'e\u0301': 2, '\ufb33': 3, '😀': 4 },
  'é e\u0301 ß İ ı 漢字 😀 \u{10ffff} \ufffd \ufeff \u2028\u2029',
  '\u0001\u0008\t\n\u000b\f\r\u001f\u007f\u0080',
  ` leading and trailing `,
  `'"\`\\ \\u0041 $1 %s :name ? ; -- /* */ {} [] NULL`,
  [0, -1, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 9007199254740992, 123456789012345680000],
  [null, true, false, '', [], {}, [[]], [{}], 'null', 'true', '1', '1e400', '2026-02-30T25:61:61Z'],
  { recordedAt: 'mine', dbRole: 'mine', transactionId: 'mine', id: 'mine', occurredAt: 'mine' },
  null,
  '',
  0,
];

/** Valid events with such data, in their metadata and in their changes and texts. */
export function awkwardEvents(): readonly AuditEvent[] {
  const text = (data: JsonValue) => (typeof data === 'string' && data !== '' ? data : 'text');
  return buildEvents(awkwardData.length, (index) => {
    const data = awkwardData[index] as JsonValue;
    return {
      metadata: data,
      changes: Object.fromEntries([
        ['__proto__', { old: data, new: null }],
        [text(data), { new: data }],
      ]),
      redactions: Object.fromEntries([['/changes/__proto__', 'drop' as const]]),
      actor: { type: 'system', id: text(data), name: text(data), onBehalfOf: { type: 'user', id: text(data) } },
      action: text(data),
      resource: { type: text(data), id: text(data), name: text(data) },
      subject: { type: text(data), id: text(data) },
      reason: text(data),
      tenant: text(data),
      request: { id: text(data), userAgent: text(data), route: text(data) },
    };
  });
}
