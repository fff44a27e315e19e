const meanings: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EISDIR: 'it is a directory',
  ENOENT: 'its directory does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no directory',
  ENOTFOUND: 'the name of the host does not resolve',
  EROFS: 'the file system can only be read',
  ETIMEDOUT: 'no answer',
  '28000': 'the login was refused',
  '28P01': 'the password was refused',
  '3D000': 'there is no such database',
  '53300': 'the server has no connection left',
};

/**
 * Says by its code why a failure came about. Never by its message: a driver puts parts of a connection string into that,
 * and in a string with a typing error any part may be the password.
 */
export function explainCause(cause: unknown): string | undefined {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  if (typeof code !== 'string' || !/^[A-Z0-9_]{1,40}$/.test(code)) return undefined;
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  return meaning === undefined ? code : `${code}: ${meaning}`;
}
