import { describeRules } from '../http/conformance/describe-rules.js';
import { koaFramework } from './koa-framework.js';
import { koaVersions } from './koa-versions.js';

for (const [version, Application] of koaVersions) {
  describeRules(`koaAudit in ${version}`, koaFramework(version, Application));
}
