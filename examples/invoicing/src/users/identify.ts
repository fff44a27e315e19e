import type { IncomingHttpHeaders } from 'node:http';
import type { Invoicing } from '../invoicing.js';
import type { User } from '../models/user.js';
import { hashApiToken } from '../security/api-token.js';
import type { Identity } from './identity.js';

/**
 * Finds out whom a request comes from: `Authorization: Bearer <token>`, and for administrators `Act-As: <user id>`.
 *
 * Nobody when the token is unknown or its user is suspended. It refuses nobody: routes do, so that a refusal is on
 * record with its route and its sender.
 */
export async function identify({ models }: Invoicing, headers: IncomingHttpHeaders): Promise<Identity | undefined> {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return undefined;
  const sender = await models.User.findOne({ where: { apiTokenHash: hashApiToken(token), suspended: false } });
  if (!sender) return undefined;

  const actAs = headers['act-as'];
  if (actAs === undefined) return { sender, user: sender };
  return { sender, user: sender.role === 'admin' ? await findActiveUser(models, String(actAs)) : undefined };
}

async function findActiveUser({ User }: Invoicing['models'], id: string): Promise<User | undefined> {
  const user = /^\d{1,9}$/.test(id) ? await User.findOne({ where: { id: Number(id), suspended: false } }) : null;
  return user ?? undefined;
}
