import type { Claim } from './claim.js';

/** What a scene hands on to later ones, and what it claims of the events it left. */
export interface Played<Value> {
  readonly value: Value;
  readonly claims: readonly Claim[];
}

export interface Scene<Value> {
  readonly title: string;
  /** For scenes that only set the stage: their events are counted, not shown. */
  readonly offstage?: boolean;
  readonly play: () => Promise<Played<Value>>;
}
