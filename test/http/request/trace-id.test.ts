import { parseTraceId } from '#http/request/trace-id.js';
import { expect } from 'chai';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

describe('parseTraceId', () => {
  for (const header of [
    `00-${traceId}-${parentId}-01`,
    `01-${traceId}-${parentId}-00`,
    `cc-${traceId}-${parentId}-01-x`,
  ]) {
    it(`reads ${header}`, () => {
      expect(parseTraceId(header)).to.equal(traceId);
    });
  }
  const invalid: readonly [what: string, header: string | undefined][] = [
    ['nothing', undefined],
    ['an empty header', ''],
    ['version ff', `ff-${traceId}-${parentId}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['more than 55 characters in version 00', `00-${traceId}-${parentId}-01-x`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['a short trace id', `00-${traceId.slice(1)}-${parentId}-01`],
    ['missing flags', `00-${traceId}-${parentId}`],
    ['repeated headers', `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`],
    ['repeated headers of a later version', `01-${traceId}-${parentId}-01-x, 01-${traceId}-${parentId}-01`],
    ['a line break at the end', `00-${traceId}-${parentId}-01\n`],
  ];
  for (const [what, header] of invalid) {
    it(`refuses ${what}`, () => {
      expect(parseTraceId(header)).to.equal(undefined);
    });
  }
});
