import { createProgress } from '#cli/output/create-progress.js';
import { expect } from 'chai';
import { createCollectingStream } from '../collecting-stream.js';

describe('createProgress', () => {
  it('rewrites one line of a terminal, once a second at most', () => {
    let now = 0;
    const { stream, text } = createCollectingStream(80);
    const progress = createProgress(stream, false, () => now);
    progress.at(1);
    now = 1000;
    progress.at(1500);
    now = 1999;
    progress.at(2000);
    progress.at(2500);
    progress.end();
    expect(text()).to.equal('\r1,500 events\r2,500 events\n');
  });

  it('writes lines where it is asked for and nobody looks, and nothing otherwise', () => {
    let now = 0;
    const [asked, silent] = [createCollectingStream(), createCollectingStream()];
    const all = [createProgress(asked.stream, true, () => now), createProgress(silent.stream, false, () => now)];
    for (const progress of all) {
      now += 1000;
      progress.at(5);
      progress.end();
    }
    expect([asked.text(), silent.text()]).to.deep.equal(['5 events\n5 events\n', '']);
  });
});
