import type { DriverConnection } from './connection.js';

/**
 * Lets the statements that `send` sends share a round trip: each goes out at once, whether or not the one before it is
 * answered. `send` MUST NOT settle before the last answer is there.
 *
 * Needs pg 8.23; an older pg holds each statement back until the one before it is answered.
 */
export async function inOneFlight<Value>(connection: DriverConnection, send: () => Promise<Value>): Promise<Value> {
  if (connection.pipeline !== false) return send();
  connection.pipeline = true;
  try {
    return await send();
  } finally {
    connection.pipeline = false;
  }
}
