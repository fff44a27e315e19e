import { createAuditTrail, MemoryAuditStore, type AuditStore, type AuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import type { MiddlewareName } from './middleware-name.js';

/** The trail of one measured server, and what went wrong in it. */
export interface BenchTrail {
  readonly audit: AuditTrail;
  /** Methods whose requests are recorded, as the middlewares' option has them. */
  readonly methods: readonly string[];
  failures(): number;
}

export function createBenchTrail(middleware: MiddlewareName, connectionString: string): BenchTrail {
  const store: AuditStore =
    middleware === 'auditrail, event to PostgreSQL'
      ? new PostgresAuditStore({ connectionString })
      : new MemoryAuditStore();
  const audit = createAuditTrail({ store, onError: () => undefined });
  // All variants answer the same GET: only the option says whether it is recorded.
  const methods = middleware === 'auditrail, context only' ? ['POST'] : ['GET'];
  return { audit, methods, failures: () => audit.counters.failures };
}
