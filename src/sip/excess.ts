/** The limits of what peers may cause: what comes beyond one is not dealt with, and is told. */

export interface Limit {
  /** Unit of the limit, in the plural: `TCP connections`. */
  readonly what: string;
  readonly most: number;
  /** What becomes of all that comes beyond it: `turned away`. */
  readonly outcome: string;
}

export interface Excess extends Limit {
  /** How often something came beyond the limit until now. */
  readonly beyond: number;
}

/** Counts what comes beyond limits. Tells of each limit when it is exceeded for the first time, and the sum at the end. */
export class Excesses {
  readonly #tell: (excess: Excess) => void;
  readonly #counts = new Map<string, Excess>();

  constructor(tell: (excess: Excess) => void) {
    this.#tell = tell;
  }

  count(limit: Limit): void {
    const beyond = (this.#counts.get(limit.what)?.beyond ?? 0) + 1;
    const excess = { ...limit, beyond };
    this.#counts.set(limit.what, excess);
    if (beyond === 1) this.#tell(excess);
  }

  /** Tells how many there were in all, of each limit where there was more than the one that is told already. */
  close(): void {
    for (const excess of this.#counts.values()) if (excess.beyond > 1) this.#tell(excess);
    this.#counts.clear();
  }
}

/** `more than 128 TCP connections: 3 turned away` */
export function excessText({ what, most, outcome, beyond }: Excess): string {
  return `more than ${most.toLocaleString('en-US')} ${what}: ${beyond.toLocaleString('en-US')} ${outcome}`;
}
