import { randomBytes } from 'node:crypto';
import type { Invoicing } from '../invoicing.js';
import type { Role } from '../models/user.js';
import { createUser } from './create-user.js';

/** A user somebody can log in as. */
export interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface DemoUsers {
  readonly clerk: DemoUser;
  readonly accountant: DemoUser;
  readonly admin: DemoUser;
  /** A clerk who is about to leave. */
  readonly leaver: DemoUser;
}

/** Creates users with fresh passwords and e-mail addresses, so that it can be done again on the same database. */
export async function seedDemoUsers(invoicing: Invoicing): Promise<DemoUsers> {
  const suffix = randomBytes(4).toString('hex');

  const seed = async (name: string, role: Role): Promise<DemoUser> => {
    const email = `${name.toLowerCase()}.${suffix}@example.com`;
    const password = randomBytes(12).toString('base64url');
    const { id } = await createUser(invoicing, { email, name, role, password });
    return { id: String(id), name, email, password };
  };

  return invoicing.audit.runAs({ type: 'system', id: 'demo-seed' }, async () => ({
    clerk: await seed('Carla', 'clerk'),
    accountant: await seed('Aron', 'accountant'),
    admin: await seed('Ada', 'admin'),
    leaver: await seed('Leo', 'clerk'),
  }));
}
