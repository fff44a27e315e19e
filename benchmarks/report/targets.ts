/** A number of the design that a run can confirm or not. */
export interface Target {
  readonly work: string;
  readonly comparison: string;
  /** The figure is whose median ratio to what. */
  readonly variant: string;
  readonly baseline: string;
  /** A cost must be at most this, a throughput at least this. */
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

const ours = 'auditrail';

function sequelizeTarget(workload: string, place: string, atMost: number): Target {
  const title = `${workload}, PostgreSQL ${place}`;
  return {
    work: `Sequelize ${title}`,
    comparison: title,
    variant: ours,
    baseline: 'plain Sequelize',
    bound: { atMost },
  };
}

function recordTarget(baseline: string, atLeast: number): Target {
  const comparison = 'record(), callers: 64, local';
  return {
    work: 'record(), 64 callers, each awaited until durable',
    comparison,
    variant: ours,
    baseline,
    bound: { atLeast },
  };
}

function contextTarget(framework: string): Target {
  return {
    work: `${framework} request with context only`,
    comparison: `${framework}, throughput`,
    variant: 'auditrail, context only',
    baseline: 'no-op middleware',
    bound: { atLeast: 0.95 },
  };
}

const tenWrites = "ten writes in the caller's transaction";

export const targets: readonly Target[] = [
  sequelizeTarget('create, autocommit', '18, 1 ms', 2.4),
  sequelizeTarget('create, autocommit', '18, local', 2.5),
  sequelizeTarget('Model.update of 1000 rows', '18, local', 8),
  sequelizeTarget(tenWrites, '18, local', 1.6),
  sequelizeTarget(tenWrites, '18, 1 ms', 1.3),
  sequelizeTarget(tenWrites, '15, local', 1.9),
  sequelizeTarget(tenWrites, '15, 1 ms', 1.7),
  recordTarget('single inserts, 16 connections', 2.5),
  recordTarget('batches of 64, 1 connection', 0.8),
  {
    work: 'sealing, 16 writers with 2 ms of other work',
    comparison: '16 writers, local',
    variant: 'auditrail seal --watch',
    baseline: 'no sealer',
    bound: { atLeast: 0.93 },
  },
  contextTarget('Express'),
  contextTarget('Koa'),
];
