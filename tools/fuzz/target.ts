/** Something that reads what a stranger wrote. */
export interface Target {
  readonly name: string;
  /** Pieces of its language, for the mutator to put where they do not belong. */
  readonly words: readonly string[];
  /** Part of all inputs of a campaign that goes to this target, relative to the others. */
  readonly share: number;
  /** Longest time, in ms of the processor, for any input of at most `LONGEST` octets. */
  readonly slow: number;
  /** What is in the repository anyway and worth beginning with. */
  readonly seeds: () => readonly Buffer[];
  /** What is wrong with how the input was read, in words that are the same for the same mistake. Throwing is wrong too. */
  readonly check: (input: Buffer) => string | undefined;
}

/** In octets: a datagram. */
export const LONGEST = 65_535;

/** What the target does wrong with this input, a throw included. */
export function findingOf(target: Target, input: Buffer): string | undefined {
  try {
    return target.check(input);
  } catch (error) {
    return `throws ${error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error)}`;
  }
}
