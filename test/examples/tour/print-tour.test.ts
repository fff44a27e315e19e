import { colouredStyle, plainStyle, printTour, type TourReport } from '@auditrail-examples/tour';
import type { StoredEvent } from '@auditrail/core';
import { expect } from 'chai';
import { stripVTControlCharacters } from 'node:util';

const event: StoredEvent = {
  v: 1,
  id: '019aa9a0-0000-7000-8000-000000000001',
  occurredAt: '2026-11-22T08:16:00.123Z',
  recordedAt: '2026-11-22T08:16:00.124000Z',
  dbRole: 'app',
  actor: { type: 'user', id: '7', name: 'Carla' },
  action: 'invoice.update',
  outcome: 'success',
  resource: { type: 'Invoice', id: '5' },
  source: 'sequelize',
  request: { id: '019aa9a0-0000-7000-8000-000000000002', method: 'PATCH', ip: '192.0.2.10' },
};

function reportOf(...events: readonly Partial<StoredEvent>[]): TourReport {
  const scene = {
    title: 'A scene',
    offstage: false,
    events: events.map((changes) => ({ ...event, ...changes })),
    verdicts: [{ text: 'one promise', kept: true }],
  };
  return {
    scenes: [scene],
    tamperings: [{ statement: 'TRUNCATE auditrail.event', refusal: { sqlState: 'TR001', message: 'no' } }],
    secretSearch: { text: 'no secrets', kept: true },
    tokens: { clerk: 'clerk-token', admin: 'admin-token' },
  };
}

function print(report: TourReport, width = 140): string {
  return printTour(report, width, plainStyle).join('\n');
}

function details(changes: Partial<StoredEvent>): string | undefined {
  const line = printTour(reportOf(changes), 500, plainStyle).find((each) => each.startsWith('08:16:00.123'));
  return line?.split(/ {2,}/)[6];
}

describe('printTour', () => {
  it('shows time, actor, address, action, outcome and resource of an event in a row', () => {
    expect(print(reportOf({}))).to.match(
      /^08:16:00\.123 +user 7 \(Carla\) +192\.0\.2\.10 +invoice\.update +success +Invoice 5$/m,
    );
  });

  it('shows an update as old → new', () => {
    expect(details({ changes: { status: { old: 'draft', new: 'sent' }, total: { old: 1, new: null } } })).to.equal(
      'status: draft → sent, total: 1 → null',
    );
  });

  it('shows a create as the new values, without those that are null', () => {
    expect(details({ changes: { name: { new: 'Brunel' }, city: { new: null } } })).to.equal('name: Brunel');
  });

  it('shows a delete as what the values were', () => {
    expect(details({ changes: { name: { old: 'Brunel' }, city: { old: null } } })).to.equal('was name: Brunel');
  });

  it('quotes text that could be taken for something else', () => {
    expect(details({ changes: { name: { new: 'a, role: admin' } } })).to.equal('name: "a, role: admin"');
  });

  it('names redacted attributes instead of showing them', () => {
    const changes = { email: { old: '***', new: '***' } };
    const redactions = { '/changes/passwordHash': 'drop', '/changes/email/new': 'mask' } as const;
    expect(details({ changes, redactions })).to.equal('passwordHash [dropped], email [masked]');
  });

  it('does not repeat the key of a created row', () => {
    expect(details({ changes: { id: { new: 5 }, name: { new: 'Brunel' } } })).to.equal('name: Brunel');
  });

  it('shows a key that changed', () => {
    expect(details({ changes: { id: { old: 4, new: 5 } } })).to.equal('id: 4 → 5');
  });

  it('shows reason, subject and status', () => {
    const subject = { type: 'customer', id: '3' };
    expect(details({ reason: 'wrong month', subject, source: 'http', metadata: { status: 403 } })).to.equal(
      'reason: wrong month; subject: customer 3; status: 403',
    );
  });

  it('says on whose behalf somebody acted', () => {
    const actor = { type: 'user', id: '9', name: 'Ada', onBehalfOf: { type: 'user', id: '7', name: 'Carla' } } as const;
    expect(details({ actor })).to.equal('on behalf of user 7 (Carla)');
  });

  it('shows what the application said beside it', () => {
    expect(details({ metadata: { count: 3, error: { code: 'NOT_SENT', name: 'Error' } } })).to.equal(
      'count: 3, error: NOT_SENT Error',
    );
  });

  it('shows no more of a request than its status', () => {
    expect(details({ source: 'http', metadata: { status: 200, durationMs: 7 } })).to.equal('status: 200');
  });

  it('shows the parts of a composite key', () => {
    expect(print(reportOf({ resource: { type: 'InvoiceTag', id: '{"invoiceId":1,"tagId":2}' } }))).to.include(
      'InvoiceTag 1,2',
    );
  });

  for (const [name, character, escaped] of [
    ['escape characters', '\u001b', '\\u001b'],
    ['line feeds', '\n', '\\u000a'],
    ['C1 controls', '\u009b', '\\u009b'],
    ['bidirectional overrides', '\u202e', '\\u202e'],
    ['line separators', '\u2028', '\\u2028'],
    ['lone surrogates', '\ud800', '\\ud800'],
    ['tag characters', '\u{e0041}', '\\u{e0041}'],
  ] as const) {
    it(`escapes ${name}`, () => {
      const text = print(reportOf({ actor: { type: 'user', id: '7', name: `Car${character}la` } }));
      expect(text).to.include(`Car${escaped}la`).and.not.include(`Car${character}la`);
    });
  }

  for (const width of [80, 120, 160]) {
    it(`keeps every line within ${String(width)} columns and loses nothing`, () => {
      const words = Array.from({ length: 60 }, (_, index) => `word${String(index)}`);
      const lines = printTour(reportOf({ reason: words.join(' '), action: '~'.repeat(255) }), width, plainStyle);
      expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(width);
      for (const word of words) expect(lines.join('\n')).to.match(new RegExp(`\\b${word}\\b`));
      expect(lines.join('').replace(/[^~]/g, '')).to.have.lengthOf(255);
    });
  }

  it('puts details below a row that leaves no room beside it', () => {
    const details = { reason: 'r'.repeat(30), subject: { type: 'customer', id: '3' } };
    expect(printTour(reportOf(details), 100, plainStyle)).to.include(
      `    reason: ${'r'.repeat(30)}; subject: customer 3`,
    );
  });

  it('keeps an address in one piece where there is room for it', () => {
    const request = { id: event.id, method: 'POST', ip: '198.51.100.77' };
    const job = { request, action: 'invoiceLine.create', actor: { type: 'system', id: 'overdue-invoices' } } as const;
    expect(print(reportOf(job), 80)).to.include('198.51.100.77');
  });

  it('counts wide characters as two columns', () => {
    const [wide, narrow] = printTour(
      reportOf({ actor: { type: 'user', name: '株式会社' } }, { actor: { type: 'user', name: 'abcdefgh' } }),
      140,
      plainStyle,
    ).filter((line) => line.startsWith('08:16'));
    expect(narrow?.indexOf('192.0.2.10')).to.equal((wide?.indexOf('192.0.2.10') ?? 0) + 4);
  });

  it('counts the events of a scene off stage instead of showing them', () => {
    const report = reportOf({}, {});
    const text = print({ ...report, scenes: report.scenes.map((scene) => ({ ...scene, offstage: true })) });
    expect(text).to.include('A scene (2 events, not shown)').and.not.include('08:16:00.123');
  });

  it('counts promises kept and broken', () => {
    const report = { ...reportOf({}), secretSearch: { text: 'no secrets', kept: false } };
    expect(print(report))
      .to.include('✗ BROKEN: no secrets')
      .and.match(/^2 promises kept, 1 broken$/m);
  });

  for (const [name, refusal] of [
    ['obeys', undefined],
    ['fails in another way', { sqlState: '42P01', message: 'there is no such table' }],
  ] as const) {
    it(`calls it a broken promise when the database ${name} instead of refusing`, () => {
      const report = { ...reportOf({}), tamperings: [{ statement: 'TRUNCATE auditrail.event', refusal }] };
      expect(print(report)).to.match(/^2 promises kept, 1 broken$/m);
    });
  }

  it('does not print tokens', () => {
    expect(print(reportOf({}))).to.not.include('token');
  });

  it('colours without changing the text', () => {
    const coloured = printTour(reportOf({}), 140, colouredStyle).join('\n');
    expect(coloured).to.include('\u001b[32m');
    expect(stripVTControlCharacters(coloured)).to.equal(print(reportOf({})));
  });
});
