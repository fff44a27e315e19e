import { createClsNamespace } from '@auditrail/sequelize';
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';

describe('createClsNamespace', () => {
  it('keeps a variable through asynchronous code', async () => {
    const namespace = createClsNamespace();
    await namespace.run(async () => {
      namespace.set('transaction', 1);
      await delay(1);
      expect(namespace.get('transaction')).to.equal(1);
    });
  });

  it('shows what surrounds a run, and hides what the run sets', () => {
    const namespace = createClsNamespace();
    namespace.run(() => {
      namespace.set('transaction', 'outer');
      namespace.run((variables) => {
        expect(variables['transaction']).to.equal('outer');
        namespace.set('transaction', 'inner');
      });
      expect(namespace.get('transaction')).to.equal('outer');
    });
  });

  it('keeps concurrent runs apart', async () => {
    const namespace = createClsNamespace();
    const seen = await Promise.all(
      [1, 2, 3].map((value) =>
        namespace.run(async () => {
          namespace.set('transaction', value);
          await delay(4 - value);
          return namespace.get('transaction');
        }),
      ),
    );
    expect(seen).to.deep.equal([1, 2, 3]);
  });

  it('binds a function to the variables of the moment, or to none', () => {
    const namespace = createClsNamespace();
    const read = () => namespace.get('transaction');
    const unbound = namespace.bind(read);
    const bound = namespace.run(() => {
      namespace.set('transaction', 1);
      return namespace.bind(read);
    });
    namespace.run(() => {
      namespace.set('transaction', 2);
      expect([bound(), unbound()]).to.deep.equal([1, undefined]);
    });
  });

  it('holds nothing outside of every run', () => {
    const namespace = createClsNamespace();
    namespace.set('transaction', 1);
    expect(namespace.get('transaction')).to.equal(undefined);
  });
});
