import type { StoredEvent } from '@auditrail/core';
import { createTableEncoder } from '#cli/encoding/create-table-encoder.js';
import { textWidth } from '#cli/encoding/text-width.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hostileEvent, unseenCharacter } from './hostile-events.js';

const event: StoredEvent = {
  v: 1,
  id: '019ab1c2-7d0e-7abc-8def-0123456789ab',
  occurredAt: '2026-11-22T08:16:00.123Z',
  actor: { type: 'user', id: '7', name: 'Zoë' },
  action: 'invoice.update',
  outcome: 'success',
  resource: { type: 'Invoice', id: '42' },
  changes: { status: {}, 総額: {} },
  source: 'sequelize',
  recordedAt: '2026-11-22T08:16:00.124567Z',
  dbRole: 'app',
};

describe('createTableEncoder', () => {
  it('writes a head and a row an event, in columns', () => {
    const denied = { ...event, actor: { type: 'service', onBehalfOf: { type: 'user', id: '7' } } } as const;
    expect(createTableEncoder()([event, { ...denied, changes: {}, outcome: 'denied' }])).to.equal(
      [
        'TIME                      ACTOR               ACTION          OUTCOME  RESOURCE    CHANGES',
        '2026-11-22T08:16:00.123Z  user 7 (Zoë)        invoice.update  success  Invoice 42  status, 総額',
        '2026-11-22T08:16:00.123Z  service for user 7  invoice.update  denied   Invoice 42',
        '',
      ].join('\n'),
    );
  });

  it('lets the widest columns give way in a narrow terminal, also on later pages', () => {
    const encode = createTableEncoder(72);
    const long = { ...event, resource: { type: 'Invoice', id: '4'.repeat(40) } };
    expect(encode([long]) + encode([event])).to.equal(
      [
        'TIME                      ACTOR    ACTION    OUTCOME  RESOURCE  CHANGES',
        '2026-11-22T08:16:00.123Z  user 7…  invoice…  success  Invoice…  status,…',
        '2026-11-22T08:16:00.123Z  user 7…  invoice…  success  Invoice…  status,…',
        '',
      ].join('\n'),
    );
  });

  it('shows no more than four marks on a letter', () => {
    const table = createTableEncoder()([{ ...event, action: `a${'\u0301'.repeat(1000)}b` }]);
    expect(table).to.contain(`a${'\u0301'.repeat(4)}…b`);
  });

  it('fits the terminal whatever events hold, and sends it nothing but visible characters', () => {
    fc.assert(
      fc.property(fc.array(hostileEvent, { maxLength: 3 }), fc.integer({ min: 1, max: 200 }), (events, columns) => {
        const lines = createTableEncoder(columns)(events).split('\n');
        expect(lines).to.have.length(events.length + 2);
        for (const line of lines) {
          expect(line).to.not.match(unseenCharacter);
          expect(textWidth(line)).to.be.at.most(columns);
        }
      }),
    );
  });
});
