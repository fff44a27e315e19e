const wellFormed = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's X-Request-ID when it is one plain token; repeated headers arrive joined by a comma and are refused. */
export function parseExternalRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && wellFormed.test(header) ? header : undefined;
}
