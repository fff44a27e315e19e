import type { ActorInput } from '@auditrail/core';
import type { IncomingMessage } from 'node:http';

const users = new WeakMap<IncomingMessage, string>();

/** What authentication leaves behind. */
export function signIn(message: IncomingMessage, user: string): void {
  users.set(message, user);
}

/** The actor option: whom authentication has found. */
export function signedInActor(message: IncomingMessage): ActorInput | undefined {
  const id = users.get(message);
  return id === undefined ? undefined : { type: 'user', id };
}
