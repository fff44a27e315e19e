import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { parentPort, workerData } from 'node:worker_threads';

// A worker that records three events, the second of them as the user it was told of, and tells who acted.
const store = new MemoryAuditStore();
const audit = createAuditTrail({ store });
const note = () => audit.record({ action: 'worker.note', resource: { type: 'worker' } });

await note();
await audit.runAs({ type: 'user', id: workerData as string }, note);
await note();
parentPort?.postMessage({
  actors: store.events.map(({ actor }) => actor),
  unknownActors: audit.counters.unknownActors,
});
