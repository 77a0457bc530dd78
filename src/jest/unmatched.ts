/** The name pattern of `-t` that no check of the specs matches: the sequencer finds out, and the reporter tells. */
let pattern: string | undefined;

export function noteUnmatched(found: string | undefined): void {
  pattern = found;
}

export function unmatched(): string | undefined {
  return pattern;
}

export function unmatchedWords(found: string): string {
  return `no check and no test has a name that matches -t ${found}: nothing was run`;
}
