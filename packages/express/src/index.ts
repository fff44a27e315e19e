export { expressAudit, type ExpressAuditOptions } from './express-audit.js';
