/**
 * Defects in the candidate files of other dialects: each is run on one cell there, in which one check finds it. The same
 * cell is run without a defect. Pure.
 */
import { join } from 'node:path';
import type { CandidateFile, Defect, Elsewhere } from '../../src/reference/defects/defect-table.ts';
import type { CheckVerdict, Verdict } from '../../src/judge/verdict.ts';
import type { Job } from '../cells/job.ts';
import { draw } from './choice.ts';

export interface Pair {
  readonly defect: Pick<Defect, 'id' | 'outage'>;
  readonly candidate: CandidateFile;
  /** The check that it turns red there. */
  readonly check: string;
}

type Told = Pick<Defect, 'turnsRed' | 'elsewhere'>;

/** What becomes of a defect in a candidate file: the first of its checks finds it, unless its row says otherwise. */
export function elsewhere({ turnsRed, elsewhere: told }: Told, candidate: CandidateFile): Elsewhere {
  return told?.[candidate] ?? { kind: 'found', by: turnsRed[0] ?? '' };
}

/** The defects and the files in which they act, but for the file in which a defect is run on the whole table. */
export function pairsOf(
  defects: ReadonlyArray<Pick<Defect, 'id' | 'outage' | 'candidate'> & Told>,
  files: readonly CandidateFile[],
): readonly Pair[] {
  return files.flatMap((candidate) =>
    defects.flatMap((defect): readonly Pair[] => {
      const there = elsewhere(defect, candidate);
      if (there.kind === 'absent' || defect.candidate === candidate) return [];
      return [{ defect, candidate, check: there.by }];
    }),
  );
}

/** So many of the pairs, in the order in which a seed draws them; all where there are no more. */
export function drawnPairs(pairs: readonly Pair[], count: number, seed: string): readonly Pair[] {
  const place = ({ defect, candidate }: Pair): number => draw(`${seed} ${defect.id} ${candidate}`);
  return pairs.toSorted((one, other) => place(one) - place(other)).slice(0, count);
}

type Checks = ReadonlyArray<Pick<CheckVerdict, 'id' | 'verdict' | 'reason'>>;
/** The checks of a cell by the key of its job; undefined where it was not judged. */
type Judged = (key: string) => Checks | undefined;

/** Of each pair a cell with the defect, and of each cell and file one without. */
export function jobsOfPairs(pairs: readonly Pair[], folder: string): readonly Job[] {
  const jobs = pairs.flatMap((pair): readonly Job[] => {
    const { defect, candidate: name } = pair;
    const cell = cellOf(pair);
    const candidate = `fixtures/candidates/${name}.yaml`;
    const directory = (id: string): string => join(folder, `${name}-${id}`, cell);
    const outage = defect.outage && { outage: defect.outage };
    return [
      { key: keyOf(pair), cell, defect: defect.id, candidate, directory: directory(defect.id), ...outage },
      { key: keyWithout(pair), cell, defect: undefined, candidate, directory: directory('none') },
    ];
  });
  return [...new Map(jobs.map((job) => [job.key, job])).values()];
}

/** Whether the cell is to be run again: where its check is neither what it should be nor proven to be otherwise. */
export function isOpenPair(key: string, pairs: readonly Pair[], judged: Judged): boolean | undefined {
  const own = pairs.filter((pair) => keyOf(pair) === key);
  const without = pairs.filter((pair) => keyWithout(pair) === key);
  if (own.length + without.length === 0) return undefined;
  const verdicts = (some: readonly Pair[]): ReadonlyArray<Verdict | undefined> =>
    some.map(({ check }) => verdictOf(check, judged(key))?.verdict);
  return (
    verdicts(own).some((verdict) => verdict !== 'fail') ||
    verdicts(without).some((verdict) => verdict !== 'pass' && verdict !== 'fail')
  );
}

/** What is wrong with the pairs, one sentence each. */
export function problemsOfPairs(pairs: readonly Pair[], judged: Judged): readonly string[] {
  return pairs.flatMap((pair) => {
    const { defect, candidate, check } = pair;
    const found = verdictOf(check, judged(keyOf(pair)));
    const without = verdictOf(check, judged(keyWithout(pair)));
    if (found === undefined || without === undefined) return [`${defect.id} in ${candidate}: ${check} was not judged`];
    if (without.verdict !== 'pass')
      return [`without a defect in ${candidate} ${check} is ${without.verdict}: ${without.reason}`];
    if (found.verdict === 'fail') return [];
    return [`${defect.id} should turn ${check} red in ${candidate}, but it is ${found.verdict}: ${found.reason}`];
  });
}

function verdictOf(check: string, checks: Checks | undefined): Checks[number] | undefined {
  return checks?.find(({ id }) => id === check);
}

function cellOf({ check }: Pair): string {
  return check.split('/', 1)[0] ?? '';
}

function keyOf({ defect, candidate, check }: Pair): string {
  return `${candidate} ${defect.id} ${check}`;
}

function keyWithout(pair: Pair): string {
  return `${pair.candidate} none ${cellOf(pair)}`;
}
