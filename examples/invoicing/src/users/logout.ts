import type { Invoicing } from '../invoicing.js';
import type { User } from '../models/user.js';

/** Makes the user's token worthless. */
export async function logout({ audit, sequelize }: Invoicing, user: User): Promise<void> {
  await sequelize.transaction(async (transaction) => {
    await user.update({ apiTokenHash: null }, { transaction });
    const receipt = await audit.record({ action: 'user.logout', resource: { type: 'session' } }, { transaction });
    if (receipt.isErr()) throw receipt.error;
  });
}
