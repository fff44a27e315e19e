/** One event of an archive. */
export interface ArchivedEventName {
  readonly occurredAt: string;
  readonly id: string;
}

/** A file of an archive and its SHA-256 in hexadecimal. */
export interface ArchivedFile {
  readonly file: string;
  readonly sha256: string;
}

/** What an archive says of itself: the content of `<month>.manifest.json`. */
export interface ArchiveManifest {
  readonly v: 1;
  /** `YYYY-MM`, in UTC. */
  readonly month: string;
  /** The id of the log that it was taken from. */
  readonly installation: string;
  readonly archivedAt: string;
  readonly events: number;
  readonly first: ArchivedEventName | null;
  readonly last: ArchivedEventName | null;
  /** The events as they were written, one a line, in the order of time and id. */
  readonly bodies: ArchivedFile;
  /** What the database itself says of each event, in the same order: a later proof needs the salt. */
  readonly facts: ArchivedFile;
  /** The digest that the log keeps and compares with before it drops the month. */
  readonly bodiesSha256: string;
}
