import type { ActorInput } from '@auditrail/core';
import { InvoicingError } from '../invoicing-error.js';
import type { Role, User } from '../models/user.js';

/** Whom a request comes from. */
export interface Identity {
  /** Who logged in. */
  readonly sender: User;
  /** Whose rights count: the sender's own, those of whom an administrator acts as, or nobody's. */
  readonly user: User | undefined;
}

/** Who is on record: always the one who logged in, and whom they act for. */
export function actorOf(identity: Identity | undefined): ActorInput | undefined {
  if (!identity) return undefined;
  const { sender, user } = identity;
  return { ...partyOf(sender), onBehalfOf: user && user.id !== sender.id ? partyOf(user) : undefined };
}

function partyOf({ id, name }: User): { type: 'user'; id: number; name: string } {
  return { type: 'user', id, name };
}

/** The one who logged in; NOT_LOGGED_IN when nobody did. */
export function requireSender(identity: Identity | undefined): User {
  if (!identity) throw new InvoicingError('NOT_LOGGED_IN');
  return identity.sender;
}

/** Lets those pass who have one of these roles, or act as somebody who has. */
export function requireRole(identity: Identity | undefined, roles: readonly Role[]): void {
  requireSender(identity);
  if (!identity?.user || !roles.includes(identity.user.role)) throw new InvoicingError('NOT_ALLOWED');
}
