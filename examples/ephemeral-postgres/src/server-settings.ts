/** The command-line arguments that configure a server for many short tests on one machine. */
export function serverSettings(folder: string, durable: boolean): readonly string[] {
  const durability = durable ? 'on' : 'off';
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${folder}"`,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '32MB',
    fsync: durability,
    synchronous_commit: durability,
    full_page_writes: durability,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
