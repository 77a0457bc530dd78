/** The name pattern of `-t` that no check of the specs matches: the sequencer finds out, and the reporter tells. */
let pattern: string | undefined;

export function noteUnmatched(found: string | undefined): void {
  pattern = found;
}

export function unmatched(): string | undefined {
  return pattern;
}
