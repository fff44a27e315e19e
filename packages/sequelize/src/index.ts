export type { AuditHooksOptions, ModelPolicy } from './audit-hooks-options.js';
export { createClsNamespace, type ClsNamespace } from './create-cls-namespace.js';
export { registerAuditHooks } from './register-audit-hooks.js';
export type { WriteAnnotation } from './write-annotation.js';
