import type { ActionCatalogue } from '../actions/define-actions.js';
import { AuditError } from '../audit-error.js';
import type { RedactionOptions } from '../redaction/redaction-options.js';
import type { AuditStore } from '../store/audit-store.js';
import type { EventClock } from './event-clock.js';
import type { OnError } from './failure-reporter.js';

/** How an audit trail is made. */
export interface AuditTrailOptions<Catalogue extends ActionCatalogue = ActionCatalogue> {
  /** Where events go. The trail closes it. */
  readonly store: AuditStore;
  /** The application's own actions; with them, a misspelt action does not compile. */
  readonly actions?: Catalogue | undefined;
  /**
   * Hears of every failure. It must not record events: with a store that is down each would call it again, without end.
   * Default: a process warning with the code only, at most once in ten seconds a code.
   */
  readonly onError?: OnError | undefined;
  /** Changes to the deny list, which is on by default. */
  readonly redaction?: RedactionOptions | undefined;
  /**
   * Makes the id and time of each event: for tests. What has another shape fails its event with EVENT_INVALID.
   * Default: the process's clock.
   */
  readonly clock?: EventClock | undefined;
}

const known: readonly string[] = [
  'store',
  'actions',
  'onError',
  'redaction',
  'clock',
] satisfies (keyof AuditTrailOptions)[];

/** Throws OPTIONS_INVALID for options that TypeScript would have refused. */
export function checkAuditTrailOptions(options: AuditTrailOptions): void {
  const refuse = (problem: string) => new AuditError('OPTIONS_INVALID', `createAuditTrail: ${problem}`);
  if (typeof options !== 'object' || (options as unknown) === null) throw refuse('the options are not an object');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refuse(`there is no option "${unknown}"`);
  const { store, actions, onError, clock } = options as Partial<AuditTrailOptions>;
  if (typeof store?.append !== 'function' || typeof store.query !== 'function' || typeof store.close !== 'function') {
    throw refuse('store is not an AuditStore');
  }
  if (actions !== undefined && (typeof actions !== 'object' || (actions as unknown) === null)) {
    throw refuse('actions is not an object');
  }
  if (onError !== undefined && typeof onError !== 'function') throw refuse('onError is not a function');
  if (clock !== undefined && typeof clock !== 'function') throw refuse('clock is not a function');
}
