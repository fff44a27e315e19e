export { actions } from './actions.js';
export { answerToError, type ErrorAnswer } from './answer-to-error.js';
export { readAuditEvents } from './audit-log/read-audit-events.js';
export { createInvoicingAudit, type InvoicingAudit, type InvoicingAuditOptions } from './audit.js';
export { createCustomer } from './customers/create-customer.js';
export { exportCustomer, type CustomerExport } from './customers/export-customer.js';
export { importCustomers } from './customers/import-customers.js';
export { updateCustomer } from './customers/update-customer.js';
export { viewCustomer } from './customers/view-customer.js';
export { readKey } from './input/input-field.js';
export { createInvoice } from './invoices/create-invoice.js';
export { creditInvoice, readCredit, type Credit } from './invoices/credit-invoice.js';
export { deleteInvoice } from './invoices/delete-invoice.js';
export { findInvoice } from './invoices/find-invoice.js';
export { markOverdue } from './invoices/mark-overdue.js';
export { readNewInvoice, type NewInvoice, type NewInvoiceLine } from './invoices/new-invoice.js';
export { payInvoice } from './invoices/pay-invoice.js';
export { sendInvoice } from './invoices/send-invoice.js';
export { readInvoiceUpdate, updateInvoice, type InvoiceUpdate } from './invoices/update-invoice.js';
export { watchInvoice } from './invoices/watch-invoice.js';
export { InvoicingError, type InvoicingErrorCode } from './invoicing-error.js';
export {
  closeInvoicing,
  openInvoicing,
  type DomainEvents,
  type Invoicing,
  type InvoicingOptions,
} from './invoicing.js';
export { createJobs, type InvoicingJobs } from './jobs.js';
export type { Role, User } from './models/user.js';
export { createUser, type NewUser } from './users/create-user.js';
export { identify } from './users/identify.js';
export { actorOf, requireRole, requireSender, type Identity } from './users/identity.js';
export { login, readCredentials, type Credentials } from './users/login.js';
export { logout } from './users/logout.js';
export type { DemoUser, DemoUsers } from './users/seed-demo-users.js';
export { suspendUser } from './users/suspend-user.js';
