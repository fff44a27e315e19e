import type { Application } from 'express';

/** Addresses for documentation (RFC 5737, RFC 3849): nobody's proxy has one. */
const strangers = ['203.0.113.1', '2001:db8::1'];
/** Further than any number of hops that somebody would configure. */
const farHop = 1_000;

/**
 * Whether an application's `trust proxy` believes every address at any distance, so that `req.ip` is the left-most entry
 * of X-Forwarded-For, which the client has written. A number of hops does not.
 */
export function trustsEverybody(application: Application): boolean {
  const trusts = application.get('trust proxy fn') as unknown;
  if (typeof trusts !== 'function') return false;
  const believes = trusts as (address: string, hop: number) => unknown;
  return strangers.some((address) => Boolean(believes(address, 0)) && Boolean(believes(address, farHop)));
}
