/** The orbit numbers of a pool, each given to one parked call at a time. */
export interface OrbitRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `100-199`; undefined when it is no range of 1 to 10,000 numbers (the bound that Lync sets). */
export function parseOrbitRange(text: string): OrbitRange | undefined {
  const found = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(text);
  if (found === null) return undefined;
  const range = { first: Number(found[1]), last: Number(found[2]) };
  return range.first <= range.last && range.last - range.first < 10_000 ? range : undefined;
}

export function formatOrbitRange(range: OrbitRange): string {
  return `${range.first}-${range.last}`;
}

export function inRange(range: OrbitRange, orbit: number): boolean {
  return orbit >= range.first && orbit <= range.last;
}

/**
 * Hands orbits out in turn, so that a number which a former parker still remembers does not soon lead to another call.
 */
export class Orbits {
  readonly range: OrbitRange;
  readonly #taken = new Set<number>();
  #next: number;

  /** @param next where to go on, for a pool that restarts; outside the range it begins at the first. */
  constructor(range: OrbitRange, next?: number) {
    this.range = range;
    this.#next = next !== undefined && inRange(range, next) ? next : range.first;
  }

  /** The orbit that would be tried first for the next call. */
  get next(): number {
    return this.#next;
  }

  /** A free orbit, or undefined when the whole range is in use. */
  take(): number | undefined {
    const size = this.range.last - this.range.first + 1;
    for (let tried = 0; tried < size; tried++) {
      const orbit = this.#next;
      this.#next = orbit === this.range.last ? this.range.first : orbit + 1;
      if (!this.#taken.has(orbit)) {
        this.#taken.add(orbit);
        return orbit;
      }
    }
    return undefined;
  }

  /** Takes an orbit that a party has chosen; false where it is in use, or none of the range. */
  choose(orbit: number): boolean {
    if (!inRange(this.range, orbit) || this.#taken.has(orbit)) return false;
    this.#taken.add(orbit);
    return true;
  }

  free(orbit: number): void {
    this.#taken.delete(orbit);
  }
}

/**
 * The orbit where a restarted pool goes on: past the one that its peer remembers, and some further, because calls may have been parked
 * after the peer's last look. Undefined when nothing is remembered.
 */
export function resumeAt(range: OrbitRange, remembered: number | undefined): number | undefined {
  if (remembered === undefined || !inRange(range, remembered)) return undefined;
  const size = range.last - range.first + 1;
  const unseen = Math.ceil(size / 10);
  return range.first + ((remembered - range.first + unseen) % size);
}
