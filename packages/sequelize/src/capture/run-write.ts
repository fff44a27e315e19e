import { executeOn, sendOn, sqlstateOf, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import { inOneFlight } from '../session/in-one-flight.js';
import type { SentStatement } from '../session/sent-statement.js';
import { liftImages, type ImageTexts } from './image-columns.js';
import type { ImagedStatement, ReadBefore } from './imaged-statement.js';
import { errorAtOrigin } from './error-at-origin.js';

const syntaxError = '42601';

/** What a write answered, and the rows that it changed, as PostgreSQL wrote them. */
export interface WriteOutcome {
  /** As the application would have had it without a capture. */
  readonly answer: DriverAnswer;
  readonly images: readonly ImageTexts[];
  /** The rows as they were before, where the statement itself could not tell. */
  readonly before?: readonly ImageTexts[];
}

/**
 * Throws what the plain statement would have failed with: text added to its end changes what a syntax error says.
 * PostgreSQL parses a text also in a failed transaction, and only then refuses to run it.
 */
export async function throwOwnError(error: unknown, connection: DriverConnection, sent: SentStatement): Promise<never> {
  if (sqlstateOf(error) !== syntaxError) throw error;
  const own: unknown = await sendOn(connection, sent.text, sent.values).catch((reason: unknown) => reason);
  throw sqlstateOf(own) === syntaxError ? own : error;
}

async function readRows(
  connection: DriverConnection,
  before: ReadBefore | undefined,
  sent: SentStatement,
): Promise<readonly ImageTexts[] | undefined> {
  if (before === undefined) return undefined;
  const values = before.parameters.map((number) => sent.values?.[number - 1]);
  return (await executeOn(connection)(before.text, values)).rows;
}

/** Runs a write that answers with images; rejects with the driver's error as the plain write would. Sends at once. */
export async function runWrite(
  connection: DriverConnection,
  { text, originOf, before }: ImagedStatement,
  sent: SentStatement,
  hadRows: boolean,
): Promise<WriteOutcome> {
  const [read, written] = await inOneFlight(connection, () =>
    Promise.allSettled([readRows(connection, before, sent), sendOn(connection, text, sent.values)]),
  );
  if (written.status === 'rejected') {
    // Behind a read that failed, PostgreSQL refuses the write with another error, unless it cannot even parse it.
    if (read.status === 'rejected' && sqlstateOf(written.reason) !== syntaxError) {
      throw errorAtOrigin(read.reason, before?.originOf);
    }
    return throwOwnError(errorAtOrigin(written.reason, originOf), connection, sent);
  }
  if (read.status === 'rejected') throw read.reason;
  const images = liftImages(written.value, hadRows);
  return { answer: written.value, images, ...(read.value && { before: read.value }) };
}
