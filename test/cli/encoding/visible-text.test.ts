import { visibleText } from '#cli/encoding/visible-text.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hostileText, unseenCharacter } from './hostile-events.js';

describe('visibleText', () => {
  it('writes what terminals act on as escapes', () => {
    expect(visibleText('a\u001b[2J\r\n\u009bb\u202ec\u{e0041}\ud800')).to.equal(
      'a\\u001b[2J\\u000d\\u000a\\u009bb\\u202ec\\udb40\\udc41\\ud800',
    );
  });

  it('keeps what people write, in every script', () => {
    for (const text of ['Zoë – 5 €', '漢字かな', 'می\u200cخواهم', '👩\u200d👧', 'e\u0301', 'C:\\u']) {
      expect(visibleText(text)).to.equal(text);
    }
  });

  it('leaves nothing unseen', () => {
    fc.assert(fc.property(hostileText, (text) => !unseenCharacter.test(visibleText(text))));
  });
});
