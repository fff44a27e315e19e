import type { Invoicing } from '../invoicing.js';
import type { User } from '../models/user.js';
import { hashApiToken } from '../security/api-token.js';

/** Whose token it is; nobody's when it is unknown or its user is suspended. */
export async function findUserByToken({ models }: Invoicing, token: string): Promise<User | undefined> {
  const user = await models.User.findOne({ where: { apiTokenHash: hashApiToken(token), suspended: false } });
  return user ?? undefined;
}
