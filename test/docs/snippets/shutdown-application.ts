import { createAuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import express from 'express';
// #region shutdown
import { once } from 'node:events';
// #endregion
import { setTimeout as delay } from 'node:timers/promises';
import { Sequelize } from 'sequelize';
import { createLog } from './log.js';
import { port, urlOf } from './running.js';
import { defineModels } from './shop.js';

// A program: the tests start it, send it requests, and end it in one way or another.
const connectionString = process.argv[2] as string;
const sequelize = new Sequelize(connectionString, { logging: false });
const { Invoice } = defineModels(sequelize);
const log = createLog();
const audit = createAuditTrail({ store: new PostgresAuditStore({ connectionString }) });
registerAuditHooks(sequelize, audit);

const app = express().use(expressAudit(audit));
app.post('/slow', async (_req, res) => {
  process.send?.('working');
  await delay(200);
  await Invoice.create({ status: 'slow' });
  void audit.record({ action: 'invoice.send', resource: { type: 'Invoice' } });
  res.sendStatus(201);
});
app.post('/awaited', async (_req, res) => {
  await Invoice.create({ status: 'awaited' });
  const receipt = await audit.record({ action: 'invoice.send', resource: { type: 'Invoice' } });
  res.sendStatus(receipt.isOk() ? 201 : 500);
});
app.post('/never-ending', async () => {
  const event = { action: 'report.make', resource: { type: 'report' } };
  await audit.attempt(event, () => {
    process.send?.('working');
    return delay(60_000);
  });
});
const server = app.listen(port);
server.keepAliveTimeout = 100;
process.send?.(await urlOf(server));

// #region shutdown
async function shutDown(): Promise<void> {
  const closed = once(server, 'close');
  server.close(); // 1. no new requests; those under way end
  setTimeout(() => server.closeAllConnections(), 10_000).unref(); // or are cut off
  await closed;
  const result = await audit.close(); // 2. stores what is being recorded, closes the store
  if (result.isErr()) log.error(result.error.code);
  await sequelize.close(); // 3. the application's own connections
}
process.once('SIGTERM', () => void shutDown().then(() => process.exit()));
// #endregion
