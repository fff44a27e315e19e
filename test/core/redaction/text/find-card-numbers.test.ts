import { cardIssuers, findCardNumbers, isCardNumber } from '#core/redaction/text/find-card-numbers.js';
import { expect } from 'chai';
import fc from 'fast-check';

/** `npm run check` takes a million. */
const mostNumbers = Number(process.env['AUDITRAIL_TEST_NUMBERS'] ?? 100_000);

const cardsIn = (text: string) => findCardNumbers(text).map(({ start, end }) => text.slice(start, end));

/** The digits with the check digit that makes them pass. */
function completed(digits: string): string {
  const complete = Array.from({ length: 10 }, (_, last) => `${digits}${String(last)}`).find(isCardNumber);
  expect(complete, digits).to.be.a('string');
  return complete ?? '';
}

/** Ever the same pseudo-random numbers, so that the shares below are facts, not chances. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('findCardNumbers', () => {
  it('finds cards of every issuer, whole and in groups', () => {
    for (const { from, to, digits } of cardIssuers) {
      for (const head of [from, to]) {
        for (const length of digits) {
          const card = completed(head.padEnd(length - 1, '4730519286'));
          const groups = card.match(/\d{1,4}/g) ?? [];
          expect(cardsIn(`paid with ${card}.`)).to.deep.equal([card]);
          expect(cardsIn(groups.join(' '))).to.deep.equal([groups.join(' ')]);
          expect(cardsIn(`(${groups.join('-')})`)).to.deep.equal([groups.join('-')]);
        }
      }
    }
  });

  it('finds a card between other numbers', () => {
    expect(cardsIn('4111 1111 1111 1111 12/26 123')).to.deep.equal(['4111 1111 1111 1111']);
    expect(cardsIn('17 3782-822463-10005')).to.deep.equal(['3782-822463-10005']);
    expect(cardsIn('4111111111111111, 5500005555555559')).to.deep.equal(['4111111111111111', '5500005555555559']);
  });

  it('takes neither a wrong check digit nor digits inside of something else for a card', () => {
    for (const text of [
      '4111111111111112',
      '41111111111111111111111',
      'a4111111111111111',
      '4111111111111111f',
      '0.4111111111111111',
      '+4111111111111111',
      '4111  1111 1111 1111',
      '41 11 11 11 11 11 11 11',
    ]) {
      expect(cardsIn(text), text).to.deep.equal([]);
    }
  });

  it('flags no time in seconds, milliseconds or microseconds and less than 2.5 % of random ids', () => {
    const random = numbers(7);
    const digit = () => Math.floor(random.next().value * 10);
    let [times, ids] = [0, 0];
    for (let round = 0; round < mostNumbers; round += 1) {
      const time = String(1_262_304_000_000 + Math.floor(random.next().value * 9e11));
      times += findCardNumbers([time, `${time}000`, time.slice(0, -3)][round % 3] ?? '').length;
      const id = Array.from({ length: 13 + (round % 7) }, digit).join('');
      ids += findCardNumbers(id).length;
    }
    expect(times).to.equal(0);
    expect(ids / mostNumbers).to.be.within(0.005, 0.025);
  }).timeout(60_000);

  it('yields stretches of the text, in order', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 -]{0,80}$/), (text) => {
        let reached = 0;
        for (const { start, end } of findCardNumbers(text)) {
          expect(start).to.be.at.least(reached);
          expect(isCardNumber(text.slice(start, end).replace(/[ -]/g, ''))).to.equal(true);
          reached = end;
        }
      }),
    );
  });
});
