import { diceFor } from '../../src/network/dice.ts';
import type { SoakRun } from './account.ts';

/** The runs of a soak: profiles in rotation, each defect as often as the conforming server otherwise; seeds by number. */
export function planRuns(
  runs: number,
  profiles: readonly string[],
  defects: readonly string[],
  seed: number,
): readonly SoakRun[] {
  const subjects: ReadonlyArray<string | undefined> = defects.length === 0 ? [undefined] : defects;
  return subjects
    .flatMap((defect) => Array.from({ length: runs }, (_, turn) => ({ defect, profile: turnOf(profiles, turn) })))
    .map((run, at) => ({ ...run, number: at + 1, seed: seedOf(seed, at + 1) }));
}

/** 32 bits that follow from the soak's seed and the number of the run. */
function seedOf(seed: number, run: number): number {
  return Math.floor(diceFor(`soak ${seed} ${run}`)() * 2 ** 32);
}

function turnOf(profiles: readonly string[], turn: number): string {
  return profiles[turn % profiles.length] ?? '';
}
