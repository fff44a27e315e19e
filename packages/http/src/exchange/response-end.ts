import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const queuedEnds = new WeakMap<Socket, Set<() => void>>();

/** The ends to call when a socket closes: one listener however many requests are pipelined on it. */
function queuedEndsOf(socket: Socket): Set<() => void> {
  const known = queuedEnds.get(socket);
  if (known !== undefined) return known;
  const ends = new Set<() => void>();
  queuedEnds.set(socket, ends);
  socket.once('close', () => {
    for (const end of ends) end();
  });
  return ends;
}

/**
 * Calls `onEnd` exactly once, when the response has been sent or the client has gone: `response.writableFinished` tells
 * which.
 */
export function awaitResponseEnd(message: IncomingMessage, response: ServerResponse, onEnd: () => void): void {
  if (response.writableFinished || response.destroyed || message.socket.destroyed) {
    // Middleware before this one has answered, or waited so long that the client has gone: no event is to come.
    setImmediate(onEnd);
    return;
  }
  // node emits `close` after `finish` too.
  if (response.socket !== null) {
    response.once('close', onEnd);
    return;
  }
  // A pipelined response waits for its turn without a socket. When the client leaves meanwhile, node drops it without
  // any event, although the request was served: only the socket tells.
  const queued = queuedEndsOf(message.socket);
  const end = () => {
    if (queued.delete(end)) onEnd();
  };
  queued.add(end);
  response.once('close', end);
}
