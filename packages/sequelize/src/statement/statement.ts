import type { Stretch } from './compose-text.js';

/** A single INSERT, UPDATE, DELETE or MERGE, with the places in its text that a capture needs. */
export interface WriteStatement {
  readonly kind: 'write';
  readonly verb: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE';
  /** Where the verb stands: behind WITH and its queries, if there are any. */
  readonly prefixEnd: number;
  /** The table as written, quotes and schema included. */
  readonly table: string;
  /** What to call the table inside the statement: its alias, or `table`. */
  readonly reference: string;
  /** What stands between the verb and the rest: the table with ONLY and its alias, as a FROM clause would have it. */
  readonly target: string;
  /** Where the RETURNING list begins, when there is one. */
  readonly returningAt?: number;
  /** Where the condition behind WHERE begins, and ends. */
  readonly condition?: Stretch;
  /** What an UPDATE sets: the text between SET and the next clause. */
  readonly assignments?: Stretch;
  /** The other tables that an UPDATE's FROM, a DELETE's or a MERGE's USING names. */
  readonly joined?: Stretch;
  /** Whether it changes the row of a cursor: WHERE CURRENT OF. */
  readonly isCursor: boolean;
  /** Whether an INSERT may update an existing row: ON CONFLICT … DO UPDATE. */
  readonly mayUpdate: boolean;
  /** Where everything before RETURNING ends. */
  readonly bodyEnd: number;
  /** Where the statement's text ends, before a closing semicolon. */
  readonly end: number;
}

/** A TRUNCATE of one or more tables. */
export interface TruncateStatement {
  readonly kind: 'truncate';
  /** Each table as written, and as a FROM clause has it: with ONLY, if that was there. */
  readonly sources: readonly { readonly table: string; readonly source: string }[];
  /** Whether it empties the tables that refer to these as well. */
  readonly cascades: boolean;
}

/** Sequelize's findOrCreate: an INSERT inside a temporary function that answers with the row or a caught violation. */
export interface FindOrCreateStatement {
  readonly kind: 'findOrCreate';
  readonly table: string;
  /** Where the select list of the answer begins. */
  readonly selectAt: number;
}

/** What a statement does to the transaction around it. */
export interface TransactionMark {
  readonly kind: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollbackTo';
  /** The savepoint's name, folded as PostgreSQL folds names. */
  readonly savepoint?: string;
  /** Whether another transaction begins at once: COMMIT AND CHAIN. */
  readonly chains?: boolean;
}

/** A text that opens, marks or ends transactions: one statement, or several. */
export interface TransactionStatement {
  readonly kind: 'transaction';
  readonly marks: readonly TransactionMark[];
  /** Whether the text also writes rows, which are not captured. */
  readonly writes: boolean;
}

/** A text of several statements, some of which write rows. */
export interface SeveralStatements {
  readonly kind: 'several';
  readonly parts: readonly Stretch[];
  /** What they do to the transaction around them, in order. */
  readonly marks: readonly TransactionMark[];
  /** Whether the first of them opens a transaction. */
  readonly begins: boolean;
}

/** A statement that writes rows in a form that is not captured. */
export interface UncapturedStatement {
  readonly kind: 'uncaptured';
  /** What it is, in a few words without any of its text. */
  readonly description: string;
}

/** What a text sent to PostgreSQL means for an audit trail. */
export type Statement =
  | WriteStatement
  | FindOrCreateStatement
  | TruncateStatement
  | TransactionStatement
  | SeveralStatements
  | UncapturedStatement
  // CREATE, ALTER and DROP: what is known of tables may be wrong afterwards.
  | { readonly kind: 'definition' }
  | { readonly kind: 'other' };
