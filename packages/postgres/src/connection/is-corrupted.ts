import { sqlState } from './database-fault.js';

const corrupted = [
  'XX000', // internal_error: what else is wrong with a page
  'XX001', // data_corrupted: a page whose checksum or header is wrong
  'XX002', // index_corrupted
  '58030', // io_error
];

/** Whether the server could not read its own files. */
export function isCorrupted(error: { readonly cause?: unknown }): boolean {
  return corrupted.includes(sqlState(error.cause) ?? '');
}
