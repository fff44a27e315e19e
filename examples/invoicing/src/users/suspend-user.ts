import type { Invoicing } from '../invoicing.js';
import { InvoicingError } from '../invoicing-error.js';
import { readText } from '../input/input-field.js';

/** Ends a user's access at once. */
export async function suspendUser({ models }: Invoicing, id: number, input: unknown): Promise<void> {
  const user = await models.User.findByPk(id);
  if (!user) throw new InvoicingError('NOT_FOUND');
  await user.update(
    { suspended: true },
    { audit: { reason: readText(input, 'reason'), subject: { type: 'user', id } } },
  );
}
