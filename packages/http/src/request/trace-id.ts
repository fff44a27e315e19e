const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[^,]*)?$/;
const onlyZeros = /^0+$/;

/** The trace id of a valid traceparent header (W3C Trace Context, section 3.2); an invalid header counts as none. */
export function parseTraceId(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId = '', parentId = '', future] = form.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && future !== undefined)) return undefined;
  return onlyZeros.test(traceId) || onlyZeros.test(parentId) ? undefined : traceId;
}
