/** Keeps track of work under way, so that somebody can wait until there is none. */
export interface PendingWork {
  /** Follows work that never rejects. */
  track<Work extends PromiseLike<unknown>>(work: Work): Work;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
}

export function createPendingWork(): PendingWork {
  const pending = new Set<PromiseLike<unknown>>();
  return {
    track(work) {
      pending.add(work);
      void work.then(() => pending.delete(work));
      return work;
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
