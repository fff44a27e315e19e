/** How much of a value a copy may hold. What is cut leaves a visible mark. */
export interface JsonLimits {
  /** Objects and arrays inside one another, the outermost counted. */
  readonly depth: number;
  /** Keys of all objects and items of all arrays together. */
  readonly keys: number;
  /** Bytes of UTF-8 in one string, its mark included. */
  readonly stringBytes: number;
  /** UTF-16 code units in one key, its mark included. */
  readonly keyCharacters: number;
  /** UTF-16 code units in all keys and strings together; the string that goes over it is the last. */
  readonly textCharacters: number;
}

/** The limits of an event's data. */
export const defaultJsonLimits: JsonLimits = Object.freeze({
  depth: 12,
  keys: 1_000,
  stringBytes: 8_192,
  keyCharacters: 255,
  textCharacters: 262_144,
});
