import type { Redaction } from '../event/audit-event.js';
import type { CopyBudget } from './copy-budget.js';
import type { JsonLimits } from './json-limits.js';

/** A text that had something to hide, and what was done about it. */
export interface RewrittenText {
  readonly text: string;
  readonly redaction: Redaction;
}

/** What becomes of a member because of its name. */
export type MemberRedaction = 'drop' | 'mask' | 'hash';

/** How a value is copied. */
export interface CopyOptions {
  /** Default `defaultJsonLimits`. */
  readonly limits?: JsonLimits;
  /** What several copies share of the limits. Default: a budget of its own. */
  readonly budget?: CopyBudget;
  /** The JSON Pointer of the value itself. Default `''`. */
  readonly pointer?: string;
  /** Asked for every key of an object, before it is shortened, and for every key of a Map that becomes a string. */
  readonly policyOf?: (name: string) => MemberRedaction | undefined;
  /** Whether a member may be kept at all; asked as `policyOf` is, and for the other keys of a Map as text. */
  readonly allows?: (name: string) => boolean;
  /** The digest of a value that is to be hashed; nothing for one that cannot be, which is then dropped. */
  readonly hashValue?: (value: unknown) => string | undefined;
  /** Asked for every text, with what is read beyond the part that is kept, and every number of thirteen digits and more. */
  readonly rewriteText?: (text: string) => RewrittenText | undefined;
  /** Told what was left out or replaced, by its JSON Pointer; a Map's dropped entry is named by its key. */
  readonly onRedacted?: (pointer: string, redaction: Redaction) => void;
}

/** A copy in the making. */
export interface Copying {
  readonly options: CopyOptions;
  readonly limits: JsonLimits;
  readonly budget: CopyBudget;
  readonly path: (string | number)[];
  readonly ancestors: object[];
}
