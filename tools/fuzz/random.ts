/** Numbers that a seed decides (mulberry32), so that a round can be had again. */
export interface Random {
  /** 0 <= n < below; 0 for a `below` of 0. */
  int(below: number): number;
  pick<T>(from: readonly T[], otherwise: T): T;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const int = (below: number): number => (below < 1 ? 0 : next() % below);
  return { int, pick: (from, otherwise) => from[int(from.length)] ?? otherwise };
}
