import type { SqlToken } from './sql-tokens.js';
import type { TransactionMark } from './statement.js';

/** Folds a name as PostgreSQL does: an unquoted one to lower case. */
function foldName({ kind, text }: SqlToken): string {
  return kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}

/** The name that ends a statement such as `ROLLBACK TO SAVEPOINT x`. */
function savepointOf(kind: TransactionMark['kind'], tokens: readonly SqlToken[]): TransactionMark {
  const last = tokens.at(-1);
  return last === undefined ? { kind } : { kind, savepoint: foldName(last) };
}

/** Reads a statement that opens, marks or ends a transaction; nothing for any other. */
export function readTransactionMark(tokens: readonly SqlToken[]): TransactionMark | undefined {
  const words = tokens.map(({ kind, text }) => (kind === 'word' ? text : ''));
  const chains = words.includes('CHAIN') && !words.includes('NO');
  switch (words[0]) {
    case 'BEGIN':
      return { kind: 'begin' };
    case 'START':
      return words[1] === 'TRANSACTION' ? { kind: 'begin' } : undefined;
    case 'COMMIT':
    case 'END':
      // COMMIT PREPARED ends another session's transaction.
      return words[1] === 'PREPARED' ? undefined : { kind: 'commit', chains };
    case 'PREPARE':
      return words[1] === 'TRANSACTION' ? { kind: 'commit' } : undefined;
    case 'ABORT':
      return { kind: 'rollback', chains };
    case 'ROLLBACK':
      if (words[1] === 'PREPARED') return undefined;
      return words.includes('TO') ? savepointOf('rollbackTo', tokens) : { kind: 'rollback', chains };
    case 'SAVEPOINT':
      return savepointOf('savepoint', tokens);
    case 'RELEASE':
      return savepointOf('release', tokens);
    default:
      return undefined;
  }
}
