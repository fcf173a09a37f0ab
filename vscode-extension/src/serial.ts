/** Runs of one piece of work that never overlap: while one runs, all further calls share one run after it. */
export function serialised(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    queued = undefined;
    const run = work();
    running = run;
    const clear = (): void => {
      if (running === run) {
        running = undefined;
      }
    };
    run.then(clear, clear);
    return run;
  };
  return () => {
    if (running === undefined) {
      return begin();
    }
    queued ??= running.then(begin, begin);
    return queued;
  };
}
