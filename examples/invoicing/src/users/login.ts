import { readText } from '../input/input-field.js';
import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import type { User } from '../models/user.js';
import { createApiToken, hashApiToken } from '../security/api-token.js';
import { passwordMatches } from '../security/password-hash.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export function readCredentials(input: unknown): Credentials {
  return { email: readText(input, 'email'), password: readText(input, 'password') };
}

/** Exchanges e-mail and password for a bearer token, replacing the user's earlier one. */
export async function login(invoicing: Invoicing, { email, password }: Credentials): Promise<string> {
  const { audit, models, sequelize } = invoicing;
  const user = await models.User.findOne({ where: { email } });
  const matches = await passwordMatches(password, user?.passwordHash);
  if (!user) return refuse(invoicing, 'unknown user');
  if (!matches) return refuse(invoicing, 'wrong password', user);
  if (user.suspended) return refuse(invoicing, 'user is suspended', user);

  audit.setActor({ type: 'user', id: user.id, name: user.name });
  const token = createApiToken();
  await sequelize.transaction(async (transaction) => {
    await user.update({ apiTokenHash: hashApiToken(token) }, { transaction });
    // In the same transaction: no token is handed out whose login is not on record.
    const receipt = await audit.record({ action: 'user.login', resource: { type: 'session' } }, { transaction });
    if (receipt.isErr()) throw receipt.error;
  });
  return token;
}

// What was typed is not recorded: people type passwords into the wrong box.
async function refuse({ audit }: Invoicing, reason: string, user?: User): Promise<never> {
  await audit.record({
    action: 'user.login',
    outcome: 'failure',
    reason,
    resource: { type: 'session' },
    subject: user && { type: 'user', id: user.id },
  });
  throw new InvoicingError('CREDENTIALS_WRONG');
}
