/** The signals that end a run: the first asks it to clean up, the second ends it at once. */
import { interruptedBy } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Signals {
  /** The first that came. */
  readonly first: NodeJS.Signals | undefined;
  /** No signal is heeded any more. */
  stop(): void;
}

/**
 * @param onFirst   called once
 * @param onSecond  called before this process exits
 */
export function heedSignals(onFirst: () => void, onSecond: () => void): Signals {
  let first: NodeJS.Signals | undefined;
  const heed = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      onSecond();
      process.exit(interruptedBy(signal));
    }
    first = signal;
    onFirst();
  };
  for (const signal of SIGNALS) process.on(signal, heed);
  return {
    get first() {
      return first;
    },
    stop() {
      for (const signal of SIGNALS) process.off(signal, heed);
    },
  };
}
