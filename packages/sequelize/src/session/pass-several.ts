import { countCharacters, type Stretch } from '../statement/compose-text.js';
import type { DriverAnswer, DriverResult } from './connection.js';
import type { SentStatement } from './sent-statement.js';

type Pass = (sent: SentStatement) => Promise<DriverAnswer>;

/**
 * Sends the statements of one text one by one, so that each can be captured. PostgreSQL runs such a text in one
 * transaction, unless it holds its own marks; `isWithin`: whether there is one already, or the text makes it.
 * Answers and rejects as the text as a whole would.
 */
export async function passSeveral(
  sent: SentStatement,
  parts: readonly Stretch[],
  isWithin: boolean,
  pass: Pass,
): Promise<DriverAnswer> {
  const mark = (text: string) => pass({ ...sent, text });
  const results: DriverResult[] = [];
  if (!isWithin) await mark('BEGIN');
  for (const { start, end } of parts) {
    try {
      results.push(...[await pass({ ...sent, text: sent.text.slice(start, end) })].flat());
    } catch (error) {
      if (!isWithin) await mark('ROLLBACK').catch(() => undefined);
      throw moveError(error, countCharacters(sent.text.slice(0, start)));
    }
  }
  if (!isWithin) await mark('COMMIT');
  return results;
}

/** PostgreSQL counts an error's position from the beginning of the whole text. */
function moveError(error: unknown, characters: number): unknown {
  const holder = error as { position?: unknown };
  if (typeof holder.position === 'string') holder.position = String(Number(holder.position) + characters);
  return error;
}
