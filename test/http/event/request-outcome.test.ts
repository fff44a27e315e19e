import { requestOutcome } from '#http/event/request-outcome.js';
import { expect } from 'chai';

describe('requestOutcome', () => {
  const cases: readonly [status: number | undefined, outcome: string][] = [
    [200, 'success'],
    [201, 'success'],
    [304, 'success'],
    [399, 'success'],
    [400, 'failure'],
    [401, 'denied'],
    [402, 'failure'],
    [403, 'denied'],
    [404, 'failure'],
    [500, 'failure'],
    [undefined, 'failure'],
  ];
  for (const [status, outcome] of cases) {
    it(`calls ${String(status ?? 'no status')} a ${outcome}`, () => {
      expect(requestOutcome(status)).to.equal(outcome);
    });
  }
});
