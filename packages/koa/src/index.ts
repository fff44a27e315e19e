export { koaAudit, type KoaAuditOptions } from './koa-audit.js';
