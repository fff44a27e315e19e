import type { FoundSecret } from './found-secret.js';

const fewestDigits = 13;
const mostDigits = 19;
const mayHold = /\d[\d -]{11}\d/;

interface Issuer {
  /** The first digits, from and to, both included and of the same length. */
  readonly from: string;
  readonly to: string;
  readonly digits: readonly number[];
}

const upTo19 = (fewest: number): readonly number[] =>
  Array.from({ length: mostDigits - fewest + 1 }, (_, more) => fewest + more);
const issuer = (from: string, to: string, ...digits: readonly number[]): Issuer => ({ from, to, digits });

/** Issuer identification ranges (ISO/IEC 7812) in use, and how many digits their cards have. */
export const cardIssuers: readonly Issuer[] = [
  issuer('4', '4', 13, 16, 19), // Visa
  issuer('51', '55', 16), // Mastercard
  issuer('2221', '2720', 16),
  issuer('34', '34', 15), // American Express
  issuer('37', '37', 15),
  issuer('6011', '6011', ...upTo19(16)), // Discover
  issuer('644', '659', ...upTo19(16)),
  issuer('300', '305', ...upTo19(14)), // Diners Club
  issuer('3095', '3095', ...upTo19(14)),
  issuer('36', '36', ...upTo19(14)),
  issuer('38', '39', ...upTo19(14)),
  issuer('3528', '3589', ...upTo19(16)), // JCB
  issuer('62', '62', ...upTo19(16)), // UnionPay
  issuer('8100', '8171', ...upTo19(16)),
  issuer('2200', '2204', ...upTo19(16)), // Mir
  issuer('5018', '5018', ...upTo19(13)), // Maestro
  issuer('5020', '5020', ...upTo19(13)),
  issuer('5038', '5038', ...upTo19(13)),
  issuer('5893', '5893', ...upTo19(13)),
  issuer('6304', '6304', ...upTo19(13)),
  issuer('6759', '6759', ...upTo19(13)),
  issuer('6761', '6763', ...upTo19(13)),
  issuer('508500', '508999', 16), // RuPay
  issuer('606985', '607984', 16),
  issuer('608001', '608500', 16),
  issuer('979200', '979289', 16), // Troy
];

/** Whether digits can be a card's number: of an issuer's range and length, with the right check digit. */
export function isCardNumber(digits: string): boolean {
  const isIssued = cardIssuers.some(({ from, to, digits: lengths }) => {
    const head = digits.slice(0, from.length);
    return head >= from && head <= to && lengths.includes(digits.length);
  });
  return isIssued && hasLuhnDigit(digits);
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

interface DigitGroup {
  readonly start: number;
  readonly end: number;
}

const groupPattern = /\d+/g;
const wordCharacter = /[\p{L}\p{N}_]/u;

/** Finds payment card numbers, whole or in groups that one space or dash divides. */
export function findCardNumbers(text: string): readonly FoundSecret[] {
  if (!mayHold.test(text)) return [];
  const groups = Array.from(text.matchAll(groupPattern), ({ index, 0: digits }): DigitGroup => {
    return { start: index, end: index + digits.length };
  });
  const found: FoundSecret[] = [];
  for (let first = 0; first < groups.length;) {
    const last = findCard(text, groups, first);
    const [start, end] = [groups[first]?.start ?? 0, groups[last ?? first]?.end ?? 0];
    if (last !== undefined) found.push({ start, end, secret: 'card-number' });
    first = (last ?? first) + 1;
  }
  return found;
}

/** The index of the group with which a card's number ends that begins with group `first`. */
function findCard(text: string, groups: readonly DigitGroup[], first: number): number | undefined {
  let digits = '';
  let before: DigitGroup | undefined;
  let longest: number | undefined;
  for (let index = first; index < groups.length; index += 1) {
    const group = groups[index];
    if (group === undefined || (before !== undefined && !isDivided(text, before.end, group.start))) break;
    if (before === undefined && !beginsNumber(text, group.start)) break;
    // Cards are printed and typed in groups that begin with four digits.
    if (index === first + 1 && digits.length !== 4) break;
    if (digits.length + group.end - group.start > mostDigits) break;
    digits += text.slice(group.start, group.end);
    before = group;
    if (digits.length >= fewestDigits && endsNumber(text, group.end) && isCardNumber(digits)) longest = index;
  }
  return longest;
}

function isDivided(text: string, from: number, to: number): boolean {
  return to === from + 1 && (text[from] === ' ' || text[from] === '-');
}

// Digits inside a word, after a plus (a telephone number) or behind a decimal point are no card's.
function beginsNumber(text: string, start: number): boolean {
  const before = text[start - 1];
  if (before === '.' || before === ',') return !/\d/.test(text[start - 2] ?? '');
  return before === undefined || (before !== '+' && !wordCharacter.test(before));
}

function endsNumber(text: string, end: number): boolean {
  const after = text[end];
  return after === undefined || !wordCharacter.test(after);
}
