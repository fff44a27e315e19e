import type { TextSecret } from '../../event/audit-event.js';

/** Where in a text a secret stands: from `start` up to, not including, `end`. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly secret: TextSecret;
}
