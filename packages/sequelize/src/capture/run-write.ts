import { executeOn, sendOn, sqlstateOf, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import type { SentStatement } from '../session/sent-statement.js';
import { liftImages, type ImageTexts } from './image-columns.js';
import type { ImagedStatement } from './with-images.js';

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
async function throwOwnError(error: unknown, connection: DriverConnection, sent: SentStatement): Promise<never> {
  if (sqlstateOf(error) !== syntaxError) throw error;
  const own: unknown = await sendOn(connection, sent.text, sent.values).catch((reason: unknown) => reason);
  throw sqlstateOf(own) === syntaxError ? own : error;
}

/** Runs a write that answers with images; rejects with the driver's error as the plain write would. */
export async function runWrite(
  connection: DriverConnection,
  { text, before }: ImagedStatement,
  sent: SentStatement,
  hadRows: boolean,
): Promise<WriteOutcome> {
  const rowsBefore =
    before &&
    (await executeOn(connection)(
      before.text,
      before.parameters.map((number) => sent.values?.[number - 1]),
    ));
  const answer = await sendOn(connection, text, sent.values).catch((error: unknown) =>
    throwOwnError(error, connection, sent),
  );
  const images = liftImages(answer, hadRows);
  return { answer, images, ...(rowsBefore && { before: rowsBefore.rows }) };
}
