import { createJsonLinesEncoder } from '#cli/encoding/create-json-lines-encoder.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hostileEvent, unseenCharacter } from './hostile-events.js';

describe('createJsonLinesEncoder', () => {
  it('writes one line an event, with every value as it was', () => {
    fc.assert(
      fc.property(fc.array(hostileEvent, { maxLength: 3 }), (events) => {
        const lines = createJsonLinesEncoder()(events).split('\n');
        expect(lines.pop()).to.equal('');
        expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(
          events.map((event) => JSON.parse(JSON.stringify(event)) as unknown),
        );
        for (const line of lines) expect(line).to.not.match(unseenCharacter);
      }),
    );
  });
});
