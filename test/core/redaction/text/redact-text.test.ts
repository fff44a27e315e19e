import { matchSensitiveName } from '#core/redaction/match-sensitive-name.js';
import { redactText } from '#core/redaction/text/redact-text.js';
import { expect } from 'chai';
import fc from 'fast-check';

const isSensitive = matchSensitiveName({});
const redacted = (text: string) => redactText(text, isSensitive)?.text;
const inJson = (value: unknown) => JSON.stringify({ text: JSON.stringify(value) });

const hidden: readonly (readonly [shape: string, text: string, redacted: string])[] = [
  ['JSON', '{"user":"ada","password":"p1","n":1}', '{"user":"ada","password":"***","n":1}'],
  ['JSON with a literal', '{"pin":1234,"user":"ada"}', '{"pin":***,"user":"ada"}'],
  ['JSON with an object', '{"secrets":{"a":["p1",{}]},"n":1}', '{"secrets":***,"n":1}'],
  ['JSON that was cut', '{"password":"p1', '{"password":"***'],
  ['an escaped key', '{"p\\u0061ssword":"p1"}', '{"p\\u0061ssword":"***"}'],
  ['an escaped quote', '{"password":"p\\"1","n":1}', '{"password":"***","n":1}'],
  ['an escaped backslash', '{"password":"p1\\\\","n":1}', '{"password":"***","n":1}'],
  ['JSON in JSON', inJson({ password: 'p1', n: 1 }), inJson({ password: '***', n: 1 })],
  ['JSON in JSON in JSON', inJson({ a: inJson({ token: 'p1' }) }), inJson({ a: inJson({ token: '***' }) })],
  ['a form', 'user=ada&password=p1&n=1', 'user=ada&password=***&n=1'],
  ['nested names of a form', 'user[password]=p1&a%5Bpin%5D=2', 'user[password]=***&a%5Bpin%5D=***'],
  ['a URL', 'https://x.org/cb?access_token=p1&n=1', 'https://x.org/cb?access_token=***&n=1'],
  ['a URL in a URL', 'to=https%3A%2F%2Fx.org%3Ftoken%3Dp1', 'to=https%3A%2F%2Fx.org%3Ftoken%3D***'],
  ['headers', 'Host: x\r\nCookie: sid=p1; b=2\r\nAccept: */*', 'Host: x\r\nCookie: ***\r\nAccept: */*'],
  ['a scheme', 'authorization=Bearer p1, n=1', 'authorization=***, n=1'],
  ['YAML', 'db:\n  password: p 1\n  user: ada', 'db:\n  password: ***\n  user: ada'],
  ['a block of YAML', 'a:\n  pin: |-\n    1\n    2\n  b: 2', 'a:\n  pin: |-\n***  b: 2'],
  ['a list of YAML', 'secrets:\n- 1\n- 2\nb: 2', 'secrets:\n***b: 2'],
  ['JSON over many lines', '{ "pin"\n:\n\n  "p1",\n "n": 1 }', '{ "pin"\n:\n\n  "***",\n "n": 1 }'],
  ['JSON in base64', `body ${btoa('{"a":1,"pin":"p1"}')}.`, 'body ***.'],
  ['encoding of encoding', 'to=x%253Fpin%253Dp1', 'to=x%253Fpin%253D***'],
  ['entries of JSON', '[["pin","p1"],["n",1]]', '[["pin",***],["n",1]]'],
  ['raw headers', '{"rawHeaders":["Cookie","p1"],"n":1}', '{"rawHeaders":***,"n":1}'],
  ['a line of escaped text', '{"text":"a: 1\\npin: \\"p1\\"\\nb: 2"}', '{"text":"a: 1\\npin: \\"***\\"\\nb: 2"}'],
  ['an encoded value', 'a=1&q=find+Bearer+abcdefgh1&b=2', 'a=1&q=***&b=2'],
  ['encoded XML', 'a=1&x=%3Cpin%3Ep1%3C%2Fpin%3E&b=2', 'a=1&x=***&b=2'],
  ['an input of HTML', '<input name="pin" value="p1">', '<input name="pin" value="***">'],
  ['a thin arrow', 'pin -> p1 ok', 'pin -> *** ok'],
  ['aligned columns', `pin${' '.repeat(30)}= p1`, `pin${' '.repeat(30)}= ***`],
  ['XML', '<a><password>p1</password><n>1</n></a>', '<a><password>***</password><n>1</n></a>'],
  ['attributes', '<db password="p1" user=\'ada\'/>', '<db password="***" user=\'ada\'/>'],
  ['a command', 'mysql --password p1 --user ada', 'mysql --password *** --user ada'],
  ['an environment', 'PGPASSWORD=p1 psql', 'PGPASSWORD=*** psql'],
  ['a multipart form', 'form-data; name="pin"\r\n\r\np1\r\n--b', 'form-data; name="pin"\r\n\r\n***\r\n--b'],
  ['a named value', '{"name":"password","value":"p1"}', '{"name":"password","value":"***"}'],
  ['a value before its name', '{"value":"p1","key":"pin","n":1}', '{"value":"***","key":"pin","n":1}'],
  ['a value long before its name', `value=${'x'.repeat(900)}&name=pin`, 'value=***&name=pin'],
  ['a path of a form', 'a[0][name]=pin&a[0][value]=p1', 'a[0][name]=pin&a[0][value]=***'],
  ['an encoded value before its name', '%22a.value%22%3A%22pin-1%22%2C%22a.key%22%3A%22pin%22', '***'],
  ['every sibling of its name', '{"field":"pin","old":"p1","new":"p2"}', '{"field":"pin","old":"***","new":"***"}'],
  ['a path to a value', '{"path":"/user/pin","value":"p1"}', '{"path":"/user/pin","value":"***"}'],
  ['brackets in texts', '{"secrets":{"a":"x}y","b":"p1"},"n":1}', '{"secrets":***,"n":1}'],
  ['an apostrophe in a value', "{ secrets: { a: it's, b: p1 }, n: 1 }", '{ secrets: ***, n: 1 }'],
  ['XML with attributes', '<a:pin t="x">p1</a:pin><n>1</n>', '<a:pin t="***">***</a:pin><n>1</n>'],
  ['XML with children', '<pin><![CDATA[p1]]><b>p2</b></pin>1', '<pin>***</pin>1'],
  ['XML that was cut', '<pin>p1<b>', '<pin>***<b>'],
  ['XML with names', '<item key="pin">p1</item>', '<item key="pin">***</item>'],
  ["PostgreSQL's detail", 'Key ("a", pin)=(x, (p1)) already exists.', 'Key ("a", pin)=(***) already exists.'],
  ["PostgreSQL's detail that was cut", 'Key (pin)=(p1', 'Key (pin)=(***'],
  ['a file of an environment', 'A=1\nPIN=p;1)\nexport DB_PIN=p,1\nB=2', 'A=1\nPIN=***\nexport DB_PIN=***\nB=2'],
  ['arguments', '["run","--pin","p1","x"]', '["run","--pin","***","x"]'],
  ['arguments of an escaped text', "'--pin',\\n  'p1', 'x'", "'--pin',\\n  '***', 'x'"],
  ['a bracket in an entry', '[["pin","p]1"],["n",1]]', '[["pin",***],["n",1]]'],
  ['a quote in an argument', '["--pin","p\\"1","x"]', '["--pin","***","x"]'],
  ['arguments that were cut', '["--pin","p1', '["--pin","***'],
  ['a no-break space', 'pin\u00a0: p1', 'pin\u00a0: ***'],
  ['pretty JSON in base64', `body ${btoa('[\n  {"pin":"p1"}]')}.`, 'body ***.'],
  ['an inspected object', "{ password: 'p1', user: 'ada' }", "{ password: '***', user: 'ada' }"],
  ['an arrow', "'password' => 'p1', 'n' => 1", "'password' => '***', 'n' => 1"],
  ['two words', 'Social security: 123-45-6789', 'Social security: ***'],
  ['full-width letters', 'ｐａｓｓｗｏｒｄ：p1', 'ｐａｓｓｗｏｒｄ：***'],
];

const kept: readonly string[] = [
  '{"data":{"id":5},"errors":[{"field":"password","message":"is required"}]}',
  '{"text":"Sign-up failed","errors":[{"field":"password"}]}',
  '[{"value":"ada@example.org","name":"email"},{"name":"password","required":true}]',
  'value=ada&name=email&name=password',
  '<input value="ada" name="email"><input name="password">',
  'a[value]=ada&b[name]=password',
  '{"text":"party at 8","name":"Secret Santa"}',
  "UPDATE t SET content = 'abc' WHERE key = 'pin'",
  '{"path":"/password/reset","data":1}',
  'Key (email)=(a@b.c) already exists.',
  '<br/> <a href="x">y</a> 1 > 0',
  '{"value":"ada","name":"user"}',
  '{"text":"the field name=pin is asked for"}',
  `value=1&${'x'.repeat(2_100)}&name=pin`,
  '',
  'ok',
  'at 2026-11-22T08:16:00.000Z: done, 12 of 15',
  'a secretary wrote: hello',
  'He reset his password yesterday at 12:30',
  'https://x.org/a?page=2&sort=name',
  '{"user":"ada","total":12.5}',
  'a=b=c; d::e; f==g',
  'The pin:\nnot said.\nDone',
  `a cursor ${btoa('{"page":1,"size":20}')}`,
];

describe('redactText', () => {
  for (const [shape, text, expected] of hidden) {
    it(`masks a secret in ${shape}`, () => expect(redacted(text)).to.equal(expected));
  }

  for (const text of kept) {
    it(`leaves alone ${JSON.stringify(text)}`, () => expect(redacted(text)).to.equal(undefined));
  }

  it('names what it has found first', () => {
    expect(redactText('a=4111111111111111', isSensitive)?.redaction).to.equal('card-number');
    expect(redactText('postgres://ada:p1@db', isSensitive)?.redaction).to.equal('credentials');
    expect(redactText('Bearer abcdef0123456789', isSensitive)?.redaction).to.equal('token');
    expect(redactText('-----BEGIN PRIVATE KEY-----', isSensitive)?.redaction).to.equal('private-key');
    expect(redactText('pin=1', isSensitive)?.redaction).to.equal('named-value');
  });

  it('hides a secret in any text around it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('":{"', '\\', '="', '://', "'"),
    );
    const around = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const secret = 'Zq7Xv93kLm';
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `${before}\npassword=${secret} ${after}`;
        expect(redacted(text) ?? text).to.not.contain(secret);
      }),
    );
  });

  it('is stable: what it has redacted holds nothing more to hide but masks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...hidden), ([, text]) => {
        const once = redacted(text) ?? '';
        expect(redacted(once) ?? once).to.not.contain('p1');
      }),
    );
  });
});
