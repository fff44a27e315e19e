import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { startBenchServer } from '../database/bench-server.js';
import { compareIndexCost } from './index-cost.js';
import { comparePages } from './page-reads.js';
import { compareRecord } from './record-comparisons.js';

/** What the log in PostgreSQL costs: recording, each of its indexes, and reading deep into it. */
export async function measureStore(settings: GroupSettings): Promise<GroupReport> {
  const server = await startBenchServer('18', true);
  settings.onProgress(server.note);
  try {
    return {
      name: 'store',
      notes: [
        server.note,
        'Plain inserts write the same rows into a table LIKE auditrail.event INCLUDING ALL, not partitioned, no triggers.',
        `Pages of 100 events are read from a log of ${settings.events.toLocaleString('en')} events over twelve months.`,
      ],
      comparisons: [
        ...(await compareRecord(server, settings)),
        ...(await compareIndexCost(server, settings)),
        ...(await comparePages(server, settings)),
      ],
    };
  } finally {
    await server.stop();
  }
}
