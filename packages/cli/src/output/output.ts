/** Where the events of a command go. Its methods reject with what the file system or the stream says. */
export interface Output {
  write(text: string): Promise<void>;
  /** Makes sure that everything has arrived. */
  finish(): Promise<void>;
  /** Leaves nothing behind, unless it has been finished. */
  discard(): void;
}
