import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAuditTrail, MemoryAuditStore, type AuditError, type FailureDetails } from '@auditrail/core';
import { createRedactor } from '#core/redaction/create-redactor.js';
import { expect } from 'chai';
import sinon from 'sinon';

const canary = 'canary-4111';
const card = '4111111111111111';

describe('redactPayload', () => {
  afterEach(() => sinon.restore());

  it('gives the data up when a rule of ours fails, keeps the event, says so and reports it', async () => {
    const failures: [AuditError, FailureDetails][] = [];
    const store = new MemoryAuditStore();
    const audit = createAuditTrail({ store, onError: (...failure) => failures.push(failure) });
    sinon.stub(String.prototype, 'matchAll').throws(new Error(canary));
    const receipt = await audit.record({
      action: 'user.update',
      resource: { type: 'user', id: 7 },
      metadata: { harmless: 1, deep: [{ text: `said: ${canary}` }] },
    });
    const { id, ...rest } = store.events[0] ?? { id: '' };

    expect(receipt._unsafeUnwrap().id).to.equal(id);
    expect(rest).to.deep.include({ action: 'user.update', redactions: { '/metadata': 'failed' } });
    expect(rest).to.not.have.any.keys('metadata', 'changes', 'reason', 'hasFailed');
    expect(failures.map(([{ code, cause }, about]) => [code, cause, about])).to.deep.equal([
      ['REDACTION_FAILED', undefined, { action: 'user.update', eventId: id }],
    ]);
  });

  it('gives the data up where the stack ends, and never a part of it', () => {
    const redactor = createRedactor();
    let metadata: object = { password: canary, text: `token=${canary}`, ok: 1 };
    for (let level = 0; level < 10; level += 1) metadata = { metadata };
    const whole = redactor.redact({ metadata });
    const copies: object[] = [];
    const descend = (): void => {
      try {
        descend();
      } catch {
        // The stack has ended: from here on every caller has a little more of it left.
      }
      if (copies.length > 0 && !('hasFailed' in (copies.at(-1) ?? {}))) return;
      try {
        copies.push(redactor.redact({ metadata }));
      } catch {
        // Not even the call had room.
      }
    };
    descend();
    const failed = copies.slice(0, -1);

    expect(failed).to.not.have.length(0);
    for (const copy of failed) expect(copy).to.deep.equal({ hasFailed: true, redactions: { '/metadata': 'failed' } });
    expect(copies.at(-1)).to.deep.equal(whole);
  });

  it('leaves the process alive where the stack ends while a pattern is compiled', async () => {
    const program = fileURLToPath(new URL('./redact-at-stack-end.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    expect(stdout).to.equal('true\n');
  });

  it('masks as a whole what is more than it looks into', () => {
    const words = 'x '.repeat(2_000);
    const texts = Array.from({ length: 40 }, () => words + card);
    const { metadata, redactions } = createRedactor().redact({ metadata: texts });

    expect(metadata).to.deep.equal(texts.map((_, index) => (index < 24 ? `${words}***` : '***')));
    expect(redactions).to.include({ '/metadata/23': 'card-number', '/metadata/24': 'unscanned' });
  });

  it('looks into all that an event can hold', () => {
    const longest = Array.from({ length: 8 }, () => 'lorem ipsum '.repeat(2_000));

    expect(createRedactor().redact({ metadata: longest })).to.not.have.property('redactions');
  });

  it('reads a reason before it is cut', () => {
    const reason = `${'x '.repeat(4_086)}${card}`;

    expect(createRedactor().redact({ reason })).to.deep.equal({
      reason: `${'x '.repeat(4_086)}***`,
      redactions: { '/reason': 'card-number' },
    });
  });
});
