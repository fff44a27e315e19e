import { createAuditTrail, MemoryAuditStore, type AuditRecorder } from '@auditrail/core';
import { createRequestAudit } from '@auditrail/http';
import { expect } from 'chai';

describe('The options of createRequestAudit', () => {
  const recorder = createAuditTrail({ store: new MemoryAuditStore() });
  const refused: readonly [options: unknown, message: string][] = [
    [{ actors: () => undefined }, 'there is no option "actors"'],
    [{ actor: 'me' }, 'actor: not a function'],
    [{ tenant: 'acme' }, 'tenant: not a function'],
    [{ session: {} }, 'session: not a function'],
    [{ trustedProxies: true }, 'trustedProxies: true trusts everybody'],
    [{ trustedProxies: ['nonsense'] }, '"nonsense"'],
    [{ skip: '/health' }, 'skip: neither a list nor a function'],
    [{ skip: [/a/g] }, 'skip: /a/g'],
    [{ methods: 'POST' }, 'methods: not a list'],
    [{ methods: ['PSOT'] }, "methods: 'PSOT'"],
    [{ methods: [1] }, 'methods: 1'],
    [{ headers: 'referer' }, 'headers: not a list'],
    [{ headers: ['re ferer'] }, "headers: 're ferer'"],
    [{ headers: [7] }, 'headers: 7'],
    [{ forwardedHeader: 'via' }, "forwardedHeader: 'via'"],
    [null, 'options: not an object'],
  ];
  for (const [options, message] of refused) {
    it(`refuse ${JSON.stringify(options)} and say: ${message}`, () => {
      expect(() => createRequestAudit(recorder, options as object))
        .to.throw(message)
        .with.property('code', 'OPTIONS_INVALID');
    });
  }

  it('refuse what is no audit trail', () => {
    expect(() => createRequestAudit({} as AuditRecorder))
      .to.throw('audit: ')
      .with.property('code', 'OPTIONS_INVALID');
  });

  it('may be undefined, one and all', () => {
    const none = {
      actor: undefined,
      tenant: undefined,
      session: undefined,
      trustedProxies: undefined,
      skip: undefined,
      methods: undefined,
      headers: undefined,
      forwardedHeader: undefined,
    };
    expect(() => createRequestAudit(recorder, none)).not.to.throw();
  });
});
