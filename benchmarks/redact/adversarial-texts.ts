import { matchSensitiveName } from '#core/redaction/match-sensitive-name.js';
import { redactText } from '#core/redaction/text/redact-text.js';
import { readStatement } from '#sequelize/statement/read-statement.js';

/** A parser, and a text that is to make it slow when it is repeated. */
export interface AdversarialText {
  readonly name: string;
  readonly unit: string;
  readonly read: (text: string) => unknown;
}

const isSensitive = matchSensitiveName({});
const texts: Readonly<Record<string, string>> = {
  'names without values': 'a=',
  'sensitive names': 'pin=;',
  'open quotes': "pin='",
  'empty objects': 'pin:{}',
  'names of names': 'name=pin ',
  'encoded separators': 'п%3d',
  'XML elements': '<pin>x</pin>',
  'escaped quotes': 'pin:\\"',
  'groups of digits': '4111 1111 1111 111 ',
  'URLs in one another': '://a:b',
  'keys that never end': '-----BEGIN ',
  'entries of lists': '[["pin",',
  'JSON in base64': 'eyJwaW4iOjF9 ',
  'blocks of YAML': 'pin:\n - ',
};
const statements: Readonly<Record<string, string>> = {
  'open parentheses': '(',
  'dollar quotes': '$a$ ',
  'comments in comments': '/*',
  'lists of names': 'a.b, ',
  'many statements': 'UPDATE a SET b = 1; ',
};

export const adversarialTexts: readonly AdversarialText[] = [
  ...Object.entries(texts).map(([name, unit]) => ({
    name: `secrets in text: ${name}`,
    unit,
    read: (text: string) => redactText(text, isSensitive),
  })),
  ...Object.entries(statements).map(([name, unit]) => ({ name: `SQL: ${name}`, unit, read: readStatement })),
];
