const origin = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;

/** The path of a request target (RFC 9112, section 3.2), as sent: neither decoded nor resolved. */
export function requestPath(target: string): string {
  const local = target.startsWith('/') ? target : target.replace(origin, '');
  const end = local.search(/[?#]/);
  const path = end === -1 ? local : local.slice(0, end);
  return path === '' ? '/' : path;
}
