export {
  createClientAddressResolver,
  type ClientAddress,
  type ClientAddressOptions,
  type ClientAddressResolver,
  type ForwardedHeader,
} from './address/client-address-resolver.js';
export type { HttpExchange } from './exchange/http-exchange.js';
export type { RequestAuditOptions } from './options/request-audit-options.js';
export { createRequestAudit, type RequestAudit } from './request-audit.js';
