import { keeping, showing, type BrokenStore } from './broken-store.js';

export const transactionBreakages: readonly BrokenStore[] = [
  {
    what: 'stores at once what belongs to a transaction',
    breaks: ['transaction-commit', 'transaction-rollback', 'transaction-named'],
    breakage: (store) => ({ append: (events) => store.append(events) }),
  },
  {
    what: 'forgets what belongs to a transaction',
    breaks: ['transaction-commit', 'transaction-named', 'transaction-other-body-refused'],
    breakage: keeping(({ within }) => within === undefined),
  },
  {
    what: 'names a transaction with every event',
    breaks: ['transaction-named'],
    breakage: showing((event) => ({ ...event, transactionId: event.transactionId ?? '1' })),
  },
  {
    what: 'compares no bodies within a transaction',
    breaks: ['transaction-other-body-refused'],
    breakage: keeping(({ stored, within }) => within === undefined || stored === undefined),
  },
];
