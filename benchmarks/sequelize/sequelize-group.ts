import pg from 'pg';
import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { startBenchServer, type BenchServer, type Route } from '../database/bench-server.js';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave, type Rounds } from '../measure/interleave.js';
import { msPerOperation, timePerOperation } from '../measure/time-per-operation.js';
import { countInLastRound, noteRecorded, type CountingVariant } from './recorded-changes.js';
import { connectSubjects, subjectNames, type Subject } from './subject.js';
import { workloads, type Workload } from './workloads.js';

/** What recording every write costs the application that uses Sequelize. */
export async function measureSequelize(settings: GroupSettings): Promise<GroupReport> {
  const notes = ['fsync is off: waiting for the disk would hide part of the cost.'];
  const comparisons: Comparison[] = [];
  for (const version of settings.postgresVersions) {
    const server = await startBenchServer(version, false);
    settings.onProgress(server.note);
    notes.push(server.note);
    try {
      for (const route of server.routes) {
        comparisons.push(...(await measureRoute(server, route, `PostgreSQL ${version}, ${route.name}`, settings)));
      }
    } finally {
      await server.stop();
    }
  }
  return { name: 'sequelize', notes, comparisons };
}

async function measureRoute(
  server: BenchServer,
  route: Route,
  place: string,
  { isQuick, onProgress }: GroupSettings,
): Promise<readonly Comparison[]> {
  const [local] = server.routes;
  const admin = new pg.Client({ host: local.host, user: server.user, database: 'postgres' });
  await admin.connect();
  // What prepares a round fires no trigger.
  await admin.query('SET session_replication_role = replica');
  const subjects = await connectSubjects(server, route);
  const rounds = roundsOn(route, isQuick);
  const comparisons: Comparison[] = [];
  try {
    for (const workload of workloads) {
      const title = `${workload.title}, ${place}`;
      const variants = variantsOf(workload, subjects, admin, rounds, isQuick);
      const measured = await interleave(variants, rounds, (round, all) =>
        onProgress(`${title}, round ${round} of ${all}`),
      );
      comparisons.push({ ...compare(title, msPerOperation, measured), note: noteRecorded(variants) });
    }
  } finally {
    await Promise.all([admin.end(), ...subjects.map((subject) => subject.close())]);
  }
  return comparisons;
}

function roundsOn({ name }: Route, isQuick: boolean): Rounds {
  if (isQuick) return { warmUp: 0, counted: 1 };
  return name === 'local' ? { warmUp: 2, counted: 14 } : { warmUp: 1, counted: 6 };
}

function variantsOf(
  workload: Workload,
  subjects: readonly Subject[],
  admin: pg.Client,
  { warmUp, counted }: Rounds,
  isQuick: boolean,
): readonly CountingVariant<typeof msPerOperation>[] {
  const times = isQuick ? workload.times.quick : workload.times.full;
  return subjects
    .filter(({ name }) => !(workload.isTransactional && name === subjectNames.managed))
    .map((subject) => {
      const { name, measure } = timePerOperation(workload.operation(subject, admin, times));
      const variant = { name, measure: () => subject.within(measure) };
      return countInLastRound(variant, subject, admin, warmUp + counted);
    });
}
