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

/** Calls `onEnd` exactly once, when the response has been sent, or aborted because the client has gone. */
export function awaitResponseEnd(
  message: IncomingMessage,
  response: ServerResponse,
  onEnd: (aborted: boolean) => void,
): void {
  if (response.writableFinished || response.destroyed || message.socket.destroyed) {
    // Middleware before this one has answered, or waited so long that the client has gone: no event is to come. What is
    // answered to nobody counts as finished for node.
    const aborted = !response.writableFinished;
    setImmediate(() => onEnd(aborted));
    return;
  }
  // A pipelined response waits for its turn without a socket. When the client leaves meanwhile, node drops it without
  // any event, although the request was served: only the socket tells.
  const queued = response.socket === null ? queuedEndsOf(message.socket) : undefined;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    queued?.delete(end);
    onEnd(!response.writableFinished);
  };
  queued?.add(end);
  // node emits `close` after `finish` too. `once` would cost each request more than all the rest of this function.
  response.on('close', end);
}
