export type { AuditHooksOptions } from './audit-hooks-options.js';
export { createClsNamespace, type ClsNamespace } from './create-cls-namespace.js';
export type { ModelPolicy, NamedByAttribute, PolicyRow } from './model/model-policy.js';
export type { Coverage } from './coverage.js';
export { registerAuditHooks, type AuditHooks } from './register-audit-hooks.js';
export type { WriteAnnotation } from './write-annotation.js';
