/** Lets calls that change nothing run side by side, and every other one alone, as they came. */
export interface CallOrder {
  /** Runs a call when its turn has come. */
  run<Result>(isHarmless: boolean, call: () => Promise<Result>): Promise<Result>;
}

/** Creates an order of calls; one that fails does not hold up those behind it. */
export function createCallOrder(): CallOrder {
  let change: Promise<unknown> = Promise.resolve();
  let readers: Promise<unknown>[] = [];
  return {
    run(isHarmless, call) {
      const running = (isHarmless ? change : Promise.all([change, ...readers])).then(call);
      const over = running.catch(() => undefined);
      if (isHarmless) readers.push(over);
      else [change, readers] = [over, []];
      return running;
    },
  };
}
