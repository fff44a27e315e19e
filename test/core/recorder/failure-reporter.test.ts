import { setImmediate as nextImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { AuditError, createAuditTrail, MemoryAuditStore, type AuditErrorCode } from '@auditrail/core';
import { createFailureReporter } from '#core/recorder/failure-reporter.js';
import { paid } from './test-trail.js';

const failure = (code: AuditErrorCode = 'STORE_TIMEOUT') =>
  new AuditError(code, 'secret', { cause: new Error('secret') });

describe('createFailureReporter', () => {
  let emitWarning: sinon.SinonStub;
  const warnedCodes = () => emitWarning.args.map(([, options]) => (options as { code: string }).code);

  beforeEach(() => {
    emitWarning = sinon.stub(process, 'emitWarning');
  });
  afterEach(() => sinon.restore());

  it('tells the listener of the error and what it was about', () => {
    const onError = sinon.fake();
    const error = failure();
    createFailureReporter(onError)(error, { action: 'a', count: 2 });
    expect(onError.args).to.deep.equal([[error, { action: 'a', count: 2 }]]);
    expect(emitWarning.notCalled).to.be.true;
  });

  it('warns through the process by default, with the code only', () => {
    createFailureReporter()(failure(), { action: 'secret' });
    expect(emitWarning.args).to.deep.equal([
      ['A call of the audit trail failed: STORE_TIMEOUT', { type: 'AuditrailWarning', code: 'STORE_TIMEOUT' }],
    ]);
  });

  it('warns at most once in ten seconds a code', () => {
    const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['performance'] });
    const report = createFailureReporter();
    report(failure(), {});
    clock.tick(9_999);
    report(failure(), {});
    report(failure('STORE_CLOSED'), {});
    expect(warnedCodes()).to.deep.equal(['STORE_TIMEOUT', 'STORE_CLOSED']);
    clock.tick(1);
    report(failure(), {});
    expect(warnedCodes()).to.deep.equal(['STORE_TIMEOUT', 'STORE_CLOSED', 'STORE_TIMEOUT']);
  });

  const broken: Record<string, () => unknown> = {
    throws: () => {
      throw new Error('secret');
    },
    rejects: () => Promise.reject(new Error('secret')),
  };
  for (const [how, onError] of Object.entries(broken)) {
    it(`warns instead, and breaks nothing, when the listener ${how}`, async () => {
      const audit = createAuditTrail({ store: new MemoryAuditStore(), onError });
      expect((await audit.record({ ...paid, action: '' })).isErr()).to.be.true;
      await nextImmediate();
      expect(warnedCodes()).to.deep.equal(['EVENT_INVALID']);
    });
  }
});
