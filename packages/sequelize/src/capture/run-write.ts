import { executeOn, sendOn, type DriverAnswer, type DriverConnection } from '../session/connection.js';
import { liftImages, type ImageTexts } from './image-columns.js';
import type { ImagedStatement } from './with-images.js';

/** What a write answered, and the rows that it changed, as PostgreSQL wrote them. */
export interface WriteOutcome {
  /** As the application would have had it without a capture. */
  readonly answer: DriverAnswer;
  readonly images: readonly ImageTexts[];
  /** The rows as they were before, where the statement itself could not tell. */
  readonly before?: readonly ImageTexts[];
}

/** Runs a write that answers with images; rejects with the driver's error as the plain write would. */
export async function runWrite(
  connection: DriverConnection,
  { text, before }: ImagedStatement,
  values: readonly unknown[] | undefined,
  hadRows: boolean,
): Promise<WriteOutcome> {
  const rowsBefore =
    before &&
    (await executeOn(connection)(
      before.text,
      before.parameters.map((number) => values?.[number - 1]),
    ));
  const answer = await sendOn(connection, text, values);
  const images = liftImages(answer, hadRows);
  return { answer, images, ...(rowsBefore && { before: rowsBefore.rows }) };
}
