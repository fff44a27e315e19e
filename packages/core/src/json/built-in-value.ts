import {
  isAnyArrayBuffer,
  isArrayBufferView,
  isBigIntObject,
  isBooleanObject,
  isBoxedPrimitive,
  isDataView,
  isDate,
  isNumberObject,
  isRegExp,
  isSharedArrayBuffer,
  isStringObject,
} from 'node:util/types';
import { limitBytes } from './limit-text.js';
import { inheritsFrom } from './own-data.js';

/**
 * The one primitive value that a built-in object stands for, `undefined` for every other object. Only the built-in
 * methods themselves are called, so nothing that a subclass or an own property puts in their place runs. Not for
 * proxies.
 */
export function builtInValue(object: object, stringBytes: number): unknown {
  if (isDate(object)) return dateText(object);
  if (isArrayBufferView(object) || isAnyArrayBuffer(object)) return bytesText(object, stringBytes);
  if (isRegExp(object)) return regExpText(object);
  if (isBoxedPrimitive(object)) return unboxed(object);
  return inheritsFrom(object, URL.prototype) ? urlText(object) : undefined;
}

function dateText(date: Date): string {
  return Number.isNaN(Date.prototype.getTime.call(date)) ? '[invalid date]' : Date.prototype.toISOString.call(date);
}

function unboxed(object: object): unknown {
  if (isStringObject(object)) return String.prototype.valueOf.call(object);
  if (isNumberObject(object)) return Number.prototype.valueOf.call(object);
  if (isBooleanObject(object)) return Boolean.prototype.valueOf.call(object);
  if (isBigIntObject(object)) return BigInt.prototype.valueOf.call(object);
  return Symbol.prototype.valueOf.call(object);
}

function getterOf(prototype: object, name: string): (object: object) => unknown {
  const property = Object.getOwnPropertyDescriptor(prototype, name);
  return (object): unknown => property?.get?.call(object);
}

const regExpSource = getterOf(RegExp.prototype, 'source');
const regExpFlags = Object.entries({
  d: 'hasIndices',
  g: 'global',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  u: 'unicode',
  v: 'unicodeSets',
  y: 'sticky',
}).map(([letter, name]) => ({ letter, isSet: getterOf(RegExp.prototype, name) }));

function regExpText(regExp: RegExp): string {
  const letters = regExpFlags.filter((flag) => flag.isSet(regExp) === true).map((flag) => flag.letter);
  return `/${String(regExpSource(regExp))}/${letters.join('')}`;
}

const urlPart = {
  href: getterOf(URL.prototype, 'href'),
  protocol: getterOf(URL.prototype, 'protocol'),
  username: getterOf(URL.prototype, 'username'),
  password: getterOf(URL.prototype, 'password'),
};

function urlText(url: object): string {
  const [href, protocol, username, password] = [
    urlPart.href(url),
    urlPart.protocol(url),
    urlPart.username(url),
    urlPart.password(url),
  ].map(String) as [string, string, string, string];
  if (password === '') return href;
  const withPassword = `${protocol}//${username}:${password}@`;
  return `${protocol}//${username === '' ? '' : `${username}@`}${href.slice(withPassword.length)}`;
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayPart = extentOf(typedArray);
const dataViewPart = extentOf(DataView.prototype);
const arrayBufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const sharedArrayBufferLength = getterOf(SharedArrayBuffer.prototype, 'byteLength');

function extentOf(prototype: object) {
  return {
    buffer: getterOf(prototype, 'buffer'),
    byteOffset: getterOf(prototype, 'byteOffset'),
    byteLength: getterOf(prototype, 'byteLength'),
  };
}

/** Bytes whose buffer was detached, or has shrunk below them, cannot be read. */
function bytesText(bytes: object, stringBytes: number): string {
  try {
    return base64Text(bytes, stringBytes);
  } catch {
    return '[unreadable]';
  }
}

function base64Text(bytes: object, stringBytes: number): string {
  const part = isDataView(bytes) ? dataViewPart : typedArrayPart;
  const isView = isArrayBufferView(bytes);
  const wholeLength = isSharedArrayBuffer(bytes) ? sharedArrayBufferLength : arrayBufferLength;
  const byteLength = Number(isView ? part.byteLength(bytes) : wholeLength(bytes));
  const buffer = (isView ? part.buffer(bytes) : bytes) as ArrayBufferLike;
  const byteOffset = Number(isView ? part.byteOffset(bytes) : 0);
  // In base64 three bytes are four characters, so the limit's own number of bytes is more than can be kept.
  const head = Buffer.alloc(Math.min(byteLength, stringBytes));
  head.set(new Uint8Array(buffer, byteOffset, head.length));
  return limitBytes(head.toString('base64'), stringBytes, 4 * Math.ceil(byteLength / 3));
}
