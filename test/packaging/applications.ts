/** A small application that touches every package: typed, with what a user would write. */
const typescript = `
import { createAuditTrail, defineActions, isAuditError, MemoryAuditStore, type AuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { LogVerifier } from '@auditrail/integrity';
import { koaAudit } from '@auditrail/koa';
import { PostgresAuditStore } from '@auditrail/postgres';
import { createClsNamespace, registerAuditHooks } from '@auditrail/sequelize';
import { buildEvent } from '@auditrail/testing';
import { Sequelize, DataTypes } from 'sequelize';

const actions = defineActions({ 'user.login': { resource: 'session' } });
const store = new MemoryAuditStore();
const audit: AuditTrail<typeof actions> = createAuditTrail({ store, actions });
const sequelize = new Sequelize('postgres://nobody@localhost/none', { logging: false });
const Invoice = sequelize.define('Invoice', { status: DataTypes.STRING });
registerAuditHooks(sequelize, audit, { models: { Invoice: { fields: { status: 'keep' } } } });

export const write = () => Invoice.update({ status: 'sent' }, { where: {}, audit: { reason: 'why' } });
export const express = expressAudit(audit, { actor: (req) => ({ type: 'user', id: req.get('x') ?? '-' }) });
export const koa = koaAudit(audit, { actor: (ctx) => ({ type: 'user', id: String(ctx.state['id']) }) });
export const verifier = LogVerifier.create({ origin: 'log.test', keys: [] });
export const log = () => new PostgresAuditStore({ connectionString: 'postgres://nobody@localhost/none' });

async function main(): Promise<void> {
  Sequelize.useCLS(createClsNamespace());
  const receipt = await audit.runAs({ type: 'service', id: 1 }, () =>
    audit.record({ action: 'user.login', resource: { type: 'session', id: buildEvent().id } }),
  );
  if (receipt.isErr()) throw receipt.error;
  const refused = await audit.query({ limit: 0 });
  // @ts-expect-error a misspelt action does not compile
  void audit.record({ action: 'user.logn', resource: { type: 'session' } });
  console.log(store.events[0]?.actor.id, refused.isErr() && isAuditError(refused.error) && refused.error.code);
}
void main();
`;

const javascript = (load: (name: string, names: string) => string): string => `
${load('@auditrail/core', '{ createAuditTrail, MemoryAuditStore }')}
${load('@auditrail/express', '{ expressAudit }')}
${load('@auditrail/integrity', '{ LogVerifier }')}
${load('@auditrail/koa', '{ koaAudit }')}
${load('@auditrail/postgres', '{ PostgresAuditStore }')}
${load('@auditrail/sequelize', '{ registerAuditHooks }')}
${load('@auditrail/testing', '{ buildEvent }')}

const store = new MemoryAuditStore();
/** @type {import('@auditrail/core').AuditTrail} */
const audit = createAuditTrail({ store });
const plugins = [expressAudit(audit), koaAudit(audit), registerAuditHooks];
const made = [...plugins, new PostgresAuditStore(), buildEvent(), LogVerifier];
audit
  .runAs({ type: 'service', id: made.length }, () => audit.record({ action: 'x.y', resource: { type: 'X' } }))
  .then((receipt) => console.log(store.events[0]?.actor.id, receipt.isOk()));
`;

/** What both JavaScript applications print. */
export const javascriptOutput = '6 true\n';

/** What the TypeScript application prints. */
export const typescriptOutput = '1 QUERY_INVALID\n';

export const applications = {
  typescript,
  esm: javascript((name, names) => `import ${names} from '${name}';`),
  commonjs: javascript((name, names) => `const ${names} = require('${name}');`),
};
