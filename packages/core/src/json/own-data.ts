import { isProxy } from 'node:util/types';

/** What stands for a property whose value only application code could tell. */
export const getterMark = '[getter]';

/** What stands for an object that would run application code when looked at. */
export const proxyMark = '[proxy]';

// A prototype chain has no natural end: an attacker may build one of millions.
const longestPrototypeChain = 16;

/** An own property's value, without running a getter. Not for proxies. */
export function readOwnData(object: object, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(object, name);
  if (property === undefined) return undefined;
  return Object.hasOwn(property, 'value') ? property.value : getterMark;
}

/** Sets an own property whatever its name: assigning `__proto__`, or a name that a frozen prototype has, would not. */
export function setOwnData<Value>(object: Record<string, Value>, name: string, value: Value): void {
  if (name in object) {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[name] = value;
  }
}

/** A property's value, own or inherited, without running a getter or a proxy's trap. Not for proxies. */
export function readInheritedData(object: object, name: string): unknown {
  for (const owner of prototypeChain(object)) {
    if (isProxy(owner)) return proxyMark;
    if (Object.hasOwn(owner, name)) return readOwnData(owner, name);
  }
  return undefined;
}

/** Whether a prototype is in the object's chain; unlike `instanceof` it runs no application code. Not for proxies. */
export function inheritsFrom(object: object, prototype: object): boolean {
  return prototypeChain(object).includes(prototype);
}

function prototypeChain(object: object): object[] {
  const chain: object[] = [];
  for (let owner: object | null = object; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    chain.push(owner);
    if (isProxy(owner) || chain.length === longestPrototypeChain) break;
  }
  return chain;
}
