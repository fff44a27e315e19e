import { expect } from 'chai';
import fc from 'fast-check';
import {
  eventBody,
  runWithAuditContext,
  type AuditContext,
  type CapturedEvent,
  type EventInput,
} from '@auditrail/core';
import { createTestTrail, paid } from './test-trail.js';

const largestEventBytes = 65_536;
const captured: CapturedEvent = { ...paid, source: 'application' };
const { audit } = createTestTrail();

const capture = (data: Partial<CapturedEvent>) => audit.capture({ ...captured, ...data })._unsafeUnwrap();
const bytesOf = (data: Partial<CapturedEvent>) => Buffer.byteLength(eventBody(capture(data)));

/** One byte of UTF-8, six of JSON: the worst that text can be. */
const control = '\u0001';
const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index), value]));

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }),
  fc.nat(100_000).map((length) => control.repeat(length)),
  fc.nat(30_000).map((length) => '漢'.repeat(length)),
);
const hostileData = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 6 }),
  fc.dictionary(hostileText, hostileText),
  fc.array(hostileText),
  fc.array(fc.double(), { maxLength: 5_000, size: 'max' }),
  fc.tuple(fc.nat(3_000), hostileText).map(([count, text]) => many(count, text)),
);

describe('AuditRecorder.capture', () => {
  it('makes a frozen event that is not stored yet', () => {
    const { audit: recorder, events } = createTestTrail();
    expect(recorder.capture(captured)._unsafeUnwrap()).to.be.frozen;
    expect(events()).to.deep.equal([]);
  });

  it('keeps the source that a plugin names', () => {
    expect(capture({ source: 'sequelize' }).source).to.equal('sequelize');
  });

  it('follows the policies of the attributes', () => {
    const event = capture({
      changes: { email: { new: 'a@b.c' }, note: { new: 'x' } },
      fields: { email: 'mask', note: 'drop' },
    });
    expect(event.changes).to.deep.equal({ email: { new: '***' } });
    expect(event.redactions).to.deep.equal({ '/changes/email': 'mask', '/changes/note': 'drop' });
  });

  it('says that a secret changed, and never to what', () => {
    const event = capture({ changes: { password: { old: 's3cret', new: 's3cret2' } } });
    expect(event.changes).to.deep.equal({});
    expect(event.redactions).to.deep.equal({ '/changes/password': 'drop' });
    expect(eventBody(event)).not.to.contain('s3cret');
  });

  it('reports a failure with the action, and never throws', () => {
    const { audit: recorder, failures } = createTestTrail();
    const unreadable = {
      ...captured,
      get action(): string {
        throw new Error('secret');
      },
    };
    for (const observed of [unreadable, null as unknown as CapturedEvent, { ...captured, resource: { type: '' } }]) {
      expect(recorder.capture(observed)._unsafeUnwrapErr().code).to.equal('EVENT_INVALID');
    }
    expect(failures.map(({ about }) => about)).to.deep.equal([{}, {}, { action: 'invoice.pay' }]);
  });

  describe('limits an event to 64 KiB', () => {
    it('by less of everything when its metadata has 200 KB', () => {
      const event = capture({ metadata: many(25, 'x'.repeat(8_000)) });
      expect(Buffer.byteLength(eventBody(event))).to.be.at.most(largestEventBytes);
      expect(Object.keys(event.metadata as object)).to.have.length.above(10);
      expect(eventBody(event)).to.contain('…[truncated: 8000 characters]');
    });

    it('and leaves one that fits as it is', () => {
      const metadata = many(7, 'x'.repeat(8_192));
      expect(capture({ metadata }).metadata).to.deep.equal(metadata);
    });

    const worst: Record<string, Partial<CapturedEvent>> = {
      'control characters in values': { metadata: many(900, control.repeat(300)) },
      'control characters in keys': {
        metadata: Object.fromEntries(
          Array.from({ length: 900 }, (_, index) => [control.repeat(250) + String(index), 1]),
        ),
      },
      'many numbers': { metadata: Array.from({ length: 990 }, () => -Math.PI * 1e-300) },
      'many secrets under long names': {
        changes: Object.fromEntries(
          Array.from({ length: 900 }, (_, index) => [`${control.repeat(200)}password${String(index)}`, { new: 1 }]),
        ),
        metadata: many(900, control.repeat(300)),
      },
      'a long reason': { reason: control.repeat(9_000), metadata: many(900, control.repeat(300)) },
    };
    for (const [what, data] of Object.entries(worst)) {
      it(`also with ${what} under the longest envelope`, () => {
        const longest = control.repeat(255);
        const party = { type: 'user', id: longest, name: longest } as const;
        const context: AuditContext = {
          v: 1,
          actor: { ...party, onBehalfOf: party },
          request: { id: 'r', method: 'POST', userAgent: 'x'.repeat(512), route: 'x'.repeat(1024) },
        };
        const envelope = {
          action: longest,
          resource: { type: longest, id: longest, name: longest },
          subject: { type: longest, id: longest },
          tenant: longest,
          causedBy: longest,
        };
        expect(runWithAuditContext(context, () => bytesOf({ ...envelope, ...data }))).to.be.at.most(largestEventBytes);
      });
    }

    it('whatever the data, and never throws', () => {
      fc.assert(
        fc.property(hostileData, hostileData, hostileText, (metadata, changes, reason) => {
          const event = capture({ metadata, changes: changes as EventInput['changes'], reason });
          const body = eventBody(event);
          expect(Buffer.byteLength(body)).to.be.at.most(largestEventBytes);
          expect(JSON.parse(body)).to.deep.equal(event);
        }),
        { numRuns: 100 },
      );
    }).timeout(20_000);
  });
});
