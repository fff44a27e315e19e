import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const tailBytes = 4096;
const tailLines = 20;

/** The log of one server, readable even after its folder has been deleted. */
export interface ServerLog {
  readonly fd: number;
  readTail(): string;
  close(): void;
}

/** Creates the log in the server's folder. */
export function openServerLog(folder: string): ServerLog {
  const fd = openSync(join(folder, 'server.log'), 'a+');
  return { fd, readTail: () => readTail(fd), close: () => closeSync(fd) };
}

function readTail(fd: number): string {
  const tail = Buffer.alloc(tailBytes);
  // At an explicit position, because the server moves the one that belongs to the descriptor.
  const length = readSync(fd, tail, 0, tailBytes, Math.max(0, fstatSync(fd).size - tailBytes));
  return tail.toString('utf8', 0, length).trimEnd().split('\n').slice(-tailLines).join('\n');
}
