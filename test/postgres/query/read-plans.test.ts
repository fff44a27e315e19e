import { parseEventQuery, type EventFilter } from '@auditrail/core';
import { buildSelectStatement } from '#postgres/query/select-statement.js';
import { quoteSchemaName } from '#postgres/schema/schema-name.js';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../audit-database.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** 40,000 events over this month and the last, as five years of rows would look to the planner. */
const events = `
  INSERT INTO auditrail.event (occurred_at, id, body, actor_type, actor_id, action, outcome, resource_type, resource_id,
    subject_type, subject_id, tenant, request_id, source, transactional, recorded_at)
  SELECT at, gen_random_uuid(), '{}', 'user', 'u-' || n % 5, CASE n % 3 WHEN 0 THEN 'user.login' ELSE 'invoice.update' END,
    'success', 'Invoice', 'i-' || n % 5, 'customer', 'c-' || n % 5, 't-' || n % 5, 'r-' || n % 5, 'sequelize', false, at
  FROM generate_series(1, 40000) AS n,
    LATERAL (SELECT date_trunc('milliseconds', now()) - n * interval '1 minute' AS at) AS clock;
  ANALYZE auditrail.event`;

const indexes = `
  SELECT child.relname AS index, parent.relname AS parent
  FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid JOIN pg_class AS parent ON parent.oid = inhparent
  WHERE child.relkind = 'i'`;

const filters: readonly (readonly [EventFilter, string])[] = [
  [{}, 'event_pkey'],
  [{ actor: { type: 'user', id: 'u-1' } }, 'event_actor'],
  [{ actor: { id: 'u-1' } }, 'event_actor'],
  [{ action: 'user.login' }, 'event_action'],
  [{ resource: { type: 'Invoice', id: 'i-1' } }, 'event_resource'],
  [{ subject: { type: 'customer', id: 'c-1' } }, 'event_subject'],
  [{ tenant: 't-1' }, 'event_tenant'],
  [{ requestId: 'r-1' }, 'event_request'],
];

for (const version of postgresVersions) {
  describe(`buildSelectStatement, plans on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    let parents: ReadonlyMap<string, string>;

    before(async function () {
      this.timeout(60_000);
      database = await createMigratedDatabase(version);
      await database.sql(events);
      parents = new Map((await database.sql(indexes)).map(({ index, parent }) => [String(index), String(parent)]));
    });
    after(() => database.close());

    async function nodesOf(filter: EventFilter): Promise<readonly PlanNode[]> {
      const query = parseEventQuery(filter)._unsafeUnwrap();
      const { text, values } = buildSelectStatement(quoteSchemaName('auditrail'), query);
      const [row] = await database.sql(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
      const [{ Plan: plan }] = row?.['QUERY PLAN'] as [{ Plan: PlanNode }];
      const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];
      return flatten(plan);
    }

    const scansOf = (nodes: readonly PlanNode[]) => nodes.filter((node) => node['Relation Name'] !== undefined);
    const monthsOf = (nodes: readonly PlanNode[]) =>
      scansOf(nodes).filter((node) => /^event_\d/.test(node['Relation Name'] ?? ''));

    for (const [filter, index] of filters) {
      it(`reads a page of ${JSON.stringify(filter)} in order from ${index}`, async () => {
        const nodes = await nodesOf({ ...filter, limit: 50 });
        expect(nodes.map((node) => node['Node Type'])).to.not.include('Sort');
        const [thisMonth, lastMonth] = ['', "- interval '1 month'"].map(
          (ago) => `SELECT to_char(now() AT TIME ZONE 'UTC' ${ago}, '"event_"YYYY_MM') AS name`,
        );
        for (const month of [thisMonth, lastMonth]) {
          const [named] = await database.sql(month ?? '');
          const scan = scansOf(nodes).find((node) => node['Relation Name'] === named?.['name']);
          expect(parents.get(scan?.['Index Name'] ?? ''), String(named?.['name'])).to.equal(index);
        }
      });
    }

    it('reads no month outside of the time that is asked for', async () => {
      const now = Date.now();
      const from = new Date(now - 3_600_000).toISOString();
      const nodes = await nodesOf({ from, to: new Date(now).toISOString() });
      expect(monthsOf(nodes).length).to.be.within(1, 2);
    });

    it('reads no month behind the cursor', async () => {
      const query = parseEventQuery({ limit: 50 })._unsafeUnwrap();
      const after = {
        occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
        id: '00000000-0000-7000-8000-000000000000',
      };
      const { text, values } = buildSelectStatement(quoteSchemaName('auditrail'), { ...query, after });
      const [row] = await database.sql(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
      expect(JSON.stringify(row)).to.not.contain(`event_${String(new Date().getUTCFullYear() + 1)}`);
    });
  });
}
