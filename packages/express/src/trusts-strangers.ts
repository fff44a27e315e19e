import type { Application } from 'express';

/** Strangers from everywhere: addresses for documentation (RFC 5737, RFC 3849), and some that others have. */
const strangers = ['203.0.113.1', '6.6.6.6', '100.128.0.1', '2001:db8::1', '2606:4700::1'];
/** Further than any number of hops that somebody would configure. */
const farHop = 1_000;

/**
 * Whether an application's `trust proxy` believes strangers at any distance, so that `req.ip` is an entry of
 * X-Forwarded-For which a client has written. A number of hops does not.
 */
export function trustsStrangers(application: Application): boolean {
  const trusts = application.get('trust proxy fn') as unknown;
  if (typeof trusts !== 'function') return false;
  const believes = trusts as (address: string, hop: number) => unknown;
  return strangers.some((address) => Boolean(believes(address, farHop)));
}
