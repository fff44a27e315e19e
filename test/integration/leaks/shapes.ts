import type { Canary } from './canaries.js';

/** A place where a secret turns up. */
export interface Shape {
  readonly shape: string;
  readonly of: (canary: Canary) => unknown;
  /** Only secrets whose form tells them: nothing else does here. */
  readonly needsForm?: true;
}

const upper = (text: string) => text.toUpperCase();
const inJson = (value: unknown) => JSON.stringify(JSON.stringify(value));
const form = (name: string, value: string) =>
  new URLSearchParams([
    ['a', '1'],
    [name, value],
    ['b', '2'],
  ]).toString();
const deep = (levels: number, value: unknown): unknown => (levels === 0 ? value : { a: [deep(levels - 1, value)] });
const fullWidth = (text: string) => text.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const cyrillic = (text: string) =>
  text.replaceAll('a', 'а').replaceAll('o', 'о').replaceAll('e', 'е').replaceAll('p', 'р');
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One line a shape. */
export const shapes: readonly Shape[] = [
  { shape: 'an exact name', of: ({ name, value }) => ({ [name]: value }) },
  { shape: 'capitals', of: ({ name, value }) => ({ [upper(name)]: value }) },
  { shape: 'a prefix', of: ({ name, value }) => ({ [`user_${name}`]: value }) },
  { shape: 'a path', of: ({ name, value }) => ({ [`db.${name}`]: value }) },
  { shape: 'a key of a form', of: ({ name, value }) => ({ [`user[${name}]`]: value }) },
  { shape: 'full-width letters', of: ({ name, value }) => ({ [fullWidth(name)]: value }) },
  { shape: 'Cyrillic look-alikes', of: ({ name, value }) => ({ [cyrillic(name)]: value }) },
  { shape: 'a zero-width space', of: ({ name, value }) => ({ [`${name.slice(0, 2)}\u200b${name.slice(2)}`]: value }) },
  { shape: 'a soft hyphen', of: ({ name, value }) => ({ [`${name.slice(0, 1)}\u00ad${name.slice(1)}`]: value }) },
  { shape: 'four levels down', of: ({ name, value }) => deep(4, { [name]: value }) },
  { shape: 'thirty levels down', of: ({ name, value }) => deep(30, { [name]: value }) },
  { shape: 'a list under the name', of: ({ name, value }) => ({ [name]: [value, { x: value }] }) },
  { shape: 'bytes', of: ({ name, value }) => ({ [name]: Buffer.from(value) }) },
  { shape: 'a Map', of: ({ name, value }) => new Map([[name, value]]) },
  { shape: 'a Map in a Set', of: ({ name, value }) => new Set([new Map([[name, { x: value }]])]) },
  { shape: 'a list of entries', of: ({ name, value }) => [[name, value]] },
  { shape: 'name and value', of: ({ name, value }) => [{ name, value }] },
  { shape: 'a name by its path', of: ({ name, value }) => ({ 'set[0][name]': name, 'set[0][value]': value }) },
  { shape: 'a name by a dotted path', of: ({ name, value }) => ({ 'set.0.value': value, 'set.0.key': name }) },
  {
    shape: 'a name by its path, in JSON',
    of: ({ name, value }) => ({ body: JSON.stringify({ 'set[0][name]': name, 'set[0][value]': value }) }),
  },
  {
    shape: 'a name by its path, in a form',
    of: ({ name, value }) => ({ body: `set[0][name]=${name}&set[0][value]=${encodeURIComponent(value)}` }),
  },
  { shape: 'an error about a field', of: ({ name, value }) => ({ message: 'too short', path: name, value }) },
  { shape: 'a change of a field', of: ({ name, value }) => ({ field: name, oldValue: value, newValue: [value] }) },
  {
    shape: 'a change of a field, in JSON',
    of: ({ name, value }) => ({ body: JSON.stringify({ field: name, old: value, new: value }) }),
  },
  {
    shape: 'JSON of an object with brackets in its texts',
    of: ({ name, value }) => ({ body: JSON.stringify({ [name]: { a: 'x}]', b: [value] } }) }),
  },
  { shape: 'arguments', of: ({ name, value }) => ({ argv: ['node', 'run.js', `--${name}`, value] }) },
  {
    shape: 'pretty JSON in base64',
    of: ({ name, value }) => ({ body: btoa(JSON.stringify([{ [name]: value }], null, 2)) }),
  },
  {
    shape: 'XML with attributes',
    of: ({ name, value }) => ({ text: `<a:${name} Type="x">${xml(value)}</a:${name}>` }),
  },
  { shape: 'XML with a section', of: ({ name, value }) => ({ text: `<${name}><![CDATA[${value}]]></${name}>` }) },
  {
    shape: 'XML with names',
    of: ({ name, value }) => ({ text: `<set><item key="${name}">${xml(value)}</item></set>` }),
  },
  {
    shape: "an error of PostgreSQL's",
    of: ({ name, value }) => ({
      detail: `Key (email, ${name})=(a@b.c, ${value.replaceAll('\n', ' ')}) already exists.`,
    }),
  },
  { shape: 'raw headers', of: ({ name, value }) => ({ rawHeaders: ['Host', 'x', name, value] }) },
  {
    shape: 'a class',
    of: ({ name, value }) => Object.assign(Object.create({ inherited: 1 }) as object, { [name]: value }),
  },
  { shape: 'an error', of: ({ name, value }) => Object.assign(new Error('x'), { config: { [name]: value } }) },
  { shape: "an error's message", of: ({ name, value }) => new Error(`refused: ${name}=${value}`) },
  { shape: 'a getter', of: ({ value }) => Object.defineProperty({}, 'x', { enumerable: true, get: () => value }) },
  { shape: 'toJSON', of: ({ value }) => ({ toJSON: () => ({ x: value }) }) },
  { shape: 'a proxy', of: ({ value }) => new Proxy({ x: value }, {}) },
  {
    shape: '__proto__',
    of: ({ name, value }) => JSON.parse(`{"__proto__":${JSON.stringify({ [name]: value })}}`) as unknown,
  },
  { shape: 'JSON', of: ({ name, value }) => ({ body: JSON.stringify({ a: 1, [name]: value, b: 2 }) }) },
  { shape: 'JSON in JSON', of: ({ name, value }) => ({ body: inJson({ a: 1, [name]: value, b: 2 }) }) },
  { shape: 'JSON that was cut', of: ({ name, value }) => ({ body: JSON.stringify({ [name]: value }).slice(0, -2) }) },
  { shape: 'a form', of: ({ name, value }) => ({ body: form(name, value) }) },
  { shape: 'a query string', of: ({ name, value }) => ({ url: `https://x.org/a?${form(name, value)}#b` }) },
  { shape: 'a URL object', of: ({ name, value }) => ({ url: new URL(`https://x.org/a?${form(name, value)}`) }) },
  { shape: 'YAML', of: ({ name, value }) => ({ text: `a: 1\n${name}: ${JSON.stringify(value)}\nb: 2` }) },
  { shape: 'XML', of: ({ name, value }) => ({ text: `<a><${name}>${xml(value)}</${name}></a>` }) },
  { shape: 'a command line', of: ({ name, value }) => ({ text: `run --${name} ${JSON.stringify(value)} --x 1` }) },
  { shape: 'an environment', of: ({ name, value }) => ({ text: `export ${upper(name)}='${value}'` }) },
  {
    shape: 'a multipart form',
    of: ({ name, value }) => ({ text: `form-data; name="${name}"\r\n\r\n${value}\r\n--b` }),
  },
  { shape: 'a log line', of: ({ name, value }) => `2026-11-26 10:00 WARN refused ${name}="${value}" for ada` },
  { shape: 'prose', needsForm: true, of: ({ value }) => `they sent ${value} yesterday` },
  { shape: 'a harmless name', needsForm: true, of: ({ value }) => ({ note: value }) },
  { shape: 'a key', needsForm: true, of: ({ value }) => ({ [value]: 1 }) },
  {
    shape: 'behind 8 KiB',
    of: ({ name, value }) => ({ text: `${'x '.repeat(4_080)}${JSON.stringify({ [name]: value })}` }),
  },
];
