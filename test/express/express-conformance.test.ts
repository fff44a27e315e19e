import { describeRules } from '../http/conformance/describe-rules.js';
import { expressFramework } from './express-framework.js';
import { expressVersions } from './express-versions.js';

for (const [version, express] of expressVersions) {
  describeRules(`expressAudit in ${version}`, expressFramework(version, express));
}
