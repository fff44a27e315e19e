import type { Invoicing } from '../invoicing.js';
import type { Role, User } from '../models/user.js';
import { hashPassword } from '../security/password-hash.js';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

export async function createUser({ models }: Invoicing, { password, ...user }: NewUser): Promise<User> {
  return models.User.create({ ...user, passwordHash: await hashPassword(password) });
}
