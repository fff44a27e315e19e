/** One entry of a header that proxies write: where it starts, and the address it names, if it names one. */
export interface Hop {
  readonly start: number;
  readonly address: string | undefined;
}
