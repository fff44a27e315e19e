import { createRedactor } from '#core/redaction/create-redactor.js';
import { expect } from 'chai';

const canary = 'canary-4111';

describe('Redactor', () => {
  describe('allowOnly', () => {
    const own = createRedactor({
      allowOnly: ['status', 'query', 'page', 'name', 'value', 'token', 'customerEmail'],
      hash: ['customerEmail'],
      hashKeys: [{ name: 'k', secret: 'x'.repeat(32) }],
    });

    it('drops and names every other member of metadata, at any depth', () => {
      const metadata = {
        status: 200,
        query: { page: '2', q: canary, list: [canary], token: canary },
        extra: { page: canary },
        name: 'colour',
        value: 'red',
        customer_email: 'a@x',
      };

      expect(own.redact({ metadata })).to.deep.equal({
        metadata: {
          status: 200,
          query: { page: '2' },
          name: 'colour',
          value: 'red',
          customer_email: own.hashesOf('a@x')[0],
        },
        redactions: {
          '/metadata/query/q': 'drop',
          '/metadata/query/list': 'drop',
          '/metadata/query/token': 'drop',
          '/metadata/extra': 'drop',
          '/metadata/customer_email': 'hash',
        },
      });
    });

    it('drops what else has names: entries of a Map, properties of an Error', () => {
      const map = new Map<unknown, unknown>([
        ['page', 1],
        ['q', canary],
        [7, canary],
        [{ page: 2 }, canary],
      ]);
      const error = Object.assign(new Error(canary), { status: 500 });

      expect(own.redact({ metadata: { query: map, status: error } })).to.deep.equal({
        metadata: { query: [['page', 1]], status: { name: 'Error', status: 500 } },
        redactions: {
          '/metadata/query/q': 'drop',
          '/metadata/query/7': 'drop',
          '/metadata/query/': 'drop',
          '/metadata/status/message': 'drop',
        },
      });
    });

    for (const [what, metadata] of Object.entries({ text: canary, 'a number': 1, 'a list': [canary], null: null })) {
      it(`drops metadata that is ${what}`, () => {
        expect(own.redact({ metadata })).to.deep.equal({ redactions: { '/metadata': 'drop' } });
      });
    }

    it('asks nothing of changes', () => {
      expect(own.redact({ changes: { total: { new: { vat: 1 } } } })).to.deep.equal({
        changes: { total: { new: { vat: 1 } } },
      });
    });

    it('allows nothing when it is empty', () => {
      expect(createRedactor({ allowOnly: [] }).redact({ metadata: { a: 1 } }).metadata).to.deep.equal({});
    });
  });
});
