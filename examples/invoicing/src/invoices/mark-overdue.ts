import { Op } from 'sequelize';
import type { Invoicing } from '../invoicing.js';

/** Marks what should have been paid before today (UTC); returns how many invoices that were. */
export async function markOverdue({ models }: Invoicing): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const [count] = await models.Invoice.update(
    { status: 'overdue' },
    { where: { status: 'sent', dueDate: { [Op.lt]: today } } },
  );
  return count;
}
