/** A parser, and what was written to make it slow: repeated to any length. */
export const adversarialUnits: Readonly<Record<string, string>> = {
  'names without values': 'a=',
  'sensitive names': 'pin=;',
  'open quotes': "pin='",
  'empty objects': 'pin:{}',
  'naming members': 'name=pin ',
  'encoded separators': 'a%3d',
  'look-alikes': 'п%3d',
  'XML tags': '<pin>x</pin>',
  'escaped quotes': 'pin:\\"',
  'groups of digits': '4111 1111 1111 111 ',
  'URLs in one another': '://a:b',
  'private keys that never end': '-----BEGIN ',
  'entries of lists': '[["pin",',
  'base64 of JSON': 'eyJwaW4iOjF9 ',
  'lines of YAML': 'pin:\n - ',
};
