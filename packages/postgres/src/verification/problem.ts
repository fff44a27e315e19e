/** What does not hold of a log. */
export const problemKinds = [
  'altered', // an event, or what the log says of it, is not what was sealed
  'column', // a column that filters use does not agree with its body
  'forked', // the log does not begin with what was signed
  'malformed', // a checkpoint is not one, or no key of the log has signed it
  'missing', // what was sealed is gone
  'reordered', // what was sealed stands somewhere else
  'rolled-back', // the log has less than was signed
  'unreadable', // the database cannot read what was sealed
  'unsealed', // an event stands where sealing has already been
] as const;

export type ProblemKind = (typeof problemKinds)[number];

/** Something that does not hold, and where. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The place in the tree; absent of what is not about one event. */
  readonly position?: number;
  readonly id?: string;
  /** Names of fields and columns, never their values. */
  readonly detail: string;
}
