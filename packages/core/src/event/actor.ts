/** An identifier as applications have it; stored as a string. */
export type Id = string | number | bigint;

/** What kind of party acted. `anonymous`: a request without a known party; `unknown`: no context at all. */
export type ActorType = 'user' | 'service' | 'system' | 'anonymous' | 'unknown';

/** A party, without the one it acts for. */
export interface ActorIdentity {
  readonly type: ActorType;
  readonly id?: string;
  readonly name?: string;
}

/** Who did it. Under impersonation `onBehalfOf` is the other party, so both identities stay in the event. */
export interface Actor extends ActorIdentity {
  readonly onBehalfOf?: ActorIdentity;
}

/** A party as an application names it; `type` leaves out what only Auditrail may say. */
export interface ActorIdentityInput {
  readonly type: 'user' | 'service' | 'system' | 'anonymous';
  readonly id?: Id | undefined;
  readonly name?: string | undefined;
}

/** An actor as an application names it. */
export interface ActorInput extends ActorIdentityInput {
  readonly onBehalfOf?: ActorIdentityInput | undefined;
}
