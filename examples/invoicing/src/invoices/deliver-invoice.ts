import { InvoicingError } from '../invoicing-error.js';
import type { Customer } from '../models/customer.js';

/** Stands in for a mail service. It reaches every city but Atlantis. */
export function deliverInvoice({ name, city }: Customer): void {
  if (city === 'Atlantis') throw new InvoicingError('DELIVERY_FAILED', `there is no way to ${name} in ${city}`);
}
