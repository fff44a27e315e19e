import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { startBenchServer } from '../database/bench-server.js';
import { compareProofs } from './proofs-of-many.js';
import { compareSealing } from './sealing-cost.js';
import { compareVerification } from './verification-speed.js';

/** What it costs to seal a log, to verify it, and to prove one event of many. */
export async function measureProof(settings: GroupSettings): Promise<GroupReport> {
  const server = await startBenchServer('18', true);
  settings.onProgress(server.note);
  try {
    return {
      name: 'proof',
      notes: [
        server.note,
        'Sealing: 16 writers, each transaction one event and 2 ms of other work; the sealer is a process of its own.',
      ],
      comparisons: [
        ...(await compareSealing(server, settings)),
        ...(await compareVerification(server, settings)),
        ...(await compareProofs(settings)),
      ],
    };
  } finally {
    await server.stop();
  }
}
