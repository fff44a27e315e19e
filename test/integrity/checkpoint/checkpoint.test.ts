import { emptyRoot, formatCheckpoint, parseCheckpoint } from '@auditrail/integrity';
import { expect } from 'chai';
import fc from 'fast-check';

/** The example of the C2SP specification tlog-checkpoint. */
const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

describe('parseCheckpoint', () => {
  it("reads the specification's example, which formatCheckpoint writes", () => {
    const parsed = parseCheckpoint(example);
    expect(parsed.ok && parsed.value).to.deep.include({ origin: 'example.com/behind-the-sofa', size: 20852163 });
    expect(parsed.ok && formatCheckpoint(parsed.value)).to.equal(example);
  });

  it('leaves out extension lines', () => {
    const parsed = parseCheckpoint(`${example}extension 1\nextension 2\n`);
    expect(parsed.ok && Object.keys(parsed.value)).to.deep.equal(['origin', 'size', 'root']);
  });

  it('refuses what has another form', () => {
    const [origin = '', size = '', root = ''] = example.split('\n');
    const malformed = [
      '',
      `${origin}\n${size}\n`,
      `${origin}\n${size}\n${root}`,
      `\n${size}\n${root}\n`,
      `${origin}\n0${size}\n${root}\n`,
      `${origin}\n+1\n${root}\n`,
      `${origin}\n1e3\n${root}\n`,
      `${origin}\n-1\n${root}\n`,
      `${origin}\n9007199254740992\n${root}\n`,
      `${origin}\n${size}\n${root.slice(0, -1)}\n`,
      `${origin}\n${size}\nAAAA\n`,
      `${example}\n`,
    ];
    for (const text of malformed) {
      const parsed = parseCheckpoint(text);
      expect(!parsed.ok && parsed.failure.code, JSON.stringify(text)).to.equal('CHECKPOINT_MALFORMED');
    }
  });

  it('reads what formatCheckpoint writes', () => {
    const origin = fc.stringMatching(/^[a-z0-9./-]{1,40}$/);
    fc.assert(
      fc.property(origin, fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (name, size, root) => {
        const parsed = parseCheckpoint(formatCheckpoint({ origin: name, size, root }));
        expect(parsed.ok && { ...parsed.value, root: Uint8Array.from(parsed.value.root) }).to.deep.equal({
          origin: name,
          size,
          root,
        });
      }),
    );
  });
});

describe('formatCheckpoint', () => {
  it('refuses what no checkpoint can say', () => {
    const checkpoint = { origin: 'log.test', size: 0, root: emptyRoot };
    for (const wrong of [{ origin: '' }, { origin: 'a\nb' }, { size: -1 }, { size: 0.5 }, { root: Buffer.alloc(31) }]) {
      expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).to.throw(RangeError);
    }
  });
});
