/** What a failure was about: names only, never values of an event. */
export interface FailureDetails {
  readonly action?: string;
  readonly eventId?: string;
  /** How many events are concerned. */
  readonly count?: number;
}
