/** What a run that jest was given directly tests, and how: the options of its project, and variables, which count more. */
import { resolve } from 'node:path';
import { OUTAGES, type Candidate, type Outage } from '../candidate/candidate.ts';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { missingVariables } from '../candidate/passed-variables.ts';
import { canSuffer } from '../candidate/runtime-profiles.ts';
import { PHONES, type Phones } from '../history/event.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import type { Baseline } from '../run/baseline.ts';
import { loadBaseline } from '../run/baseline-file.ts';
import { unfitForSipp } from '../run/sipp-phones.ts';
import type { Cell } from '../suite/cell.ts';
import { InputError } from '../suite/diagnostic.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { withoutForeignLines } from '../suite/shown-lines.ts';
import { REFERENCE } from './plan-run.ts';
import type { SpecsOptions } from './config.ts';
import { CANDIDATE_VARIABLE } from './environment-variables.ts';

/** The variables beside that of the candidate. */
const VARIABLES = {
  phones: 'PARKSPEC_PHONES',
  outage: 'PARKSPEC_OUTAGE',
  strict: 'PARKSPEC_STRICT',
  yes: 'PARKSPEC_YES',
  together: 'PARKSPEC_TOGETHER',
  baseline: 'PARKSPEC_BASELINE',
  reports: 'PARKSPEC_REPORTS',
} as const;

export interface ChosenRun {
  readonly candidate: Candidate;
  readonly phones: Phones;
  readonly outage?: Outage;
  readonly strict: boolean;
  /** Whether cells share an outage where they can. */
  readonly together: boolean;
  readonly baseline?: Baseline;
  /** An absolute path. */
  readonly reports: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param cells  all that a baseline may name checks of
 * @param root   below which the reports go, unless told
 * @throws InputError  for a candidate file or a baseline that cannot be used
 * @throws Error       for words that mean nothing, and for what the candidate cannot do
 */
export function chosenRun(
  options: SpecsOptions,
  { root, cells, env }: { readonly root: string; readonly cells: readonly Cell[]; readonly env: Environment },
): ChosenRun {
  const told = (key: keyof typeof VARIABLES): string | undefined =>
    env[VARIABLES[key]] ?? (options[key] === undefined ? undefined : String(options[key]));
  const candidate = candidateIn(env[CANDIDATE_VARIABLE] ?? options.candidate ?? REFERENCE);
  const phones = PHONES.find((one) => one === (told('phones') ?? 'native'));
  const outage = OUTAGES.find((one) => one === told('outage'));
  const mistakes = [
    ...unknown('phones', told('phones'), PHONES),
    ...unknown('outage', told('outage'), OUTAGES),
    ...unknown('strict', told('strict'), TRUTHS),
    ...unknown('yes', told('yes'), TRUTHS),
    ...unknown('together', told('together'), TRUTHS),
    ...(outage === undefined || canSuffer(candidate.runtime, outage)
      ? []
      : [`the outage \`${outage}\` is not for ${candidate.name}: ${PLACES[candidate.runtime]}`]),
    ...(phones === 'sipp' ? [unfitForSipp(candidate) ?? []].flat() : []),
    ...missingVariables(candidate, env).map((name) => `${candidate.file} passes on \`${name}\`, which is not set`),
  ];
  if (isTrue(told('together')) && candidate.runtime !== 'remote') {
    mistakes.push(
      `\`together\`, or ${VARIABLES.together}, is for a pair that runs already, and parkspec starts both pools of ${candidate.name} for each cell: leave it out`,
    );
  }
  if (takesAway(candidate) && !isTrue(told('yes'))) {
    mistakes.push(
      `${candidate.name} runs already, and this run takes a pool of it away: say \`yes: true\` to specsProject, or PARKSPEC_YES=1`,
    );
  }
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  const baseline = told('baseline');
  return {
    candidate,
    phones: phones ?? 'native',
    ...(outage === undefined ? {} : { outage }),
    strict: isTrue(told('strict')),
    together: isTrue(told('together')),
    ...(baseline === undefined ? {} : { baseline: baselineIn(baseline, cells) }),
    reports: resolve(told('reports') ?? resolve(root, 'reports')),
  };
}

const TRUTHS = ['1', 'true', '0', 'false'];

function isTrue(word: string | undefined): boolean {
  return word === '1' || word === 'true';
}

/** Where an outage has no place. */
const PLACES: Readonly<Record<Candidate['runtime'], string>> = {
  process: 'it is for pools in containers, and these are processes',
  docker: 'no container can suffer it',
  remote: 'these pools run already, and a hook takes them away (docs/labs.md)',
};

/** Nobody can be asked here, as the command line does. */
function takesAway({ runtime, transitions }: Candidate): boolean {
  return runtime === 'remote' && Object.values(transitions).some(({ actions }) => actions.length > 0);
}

function unknown(key: keyof typeof VARIABLES, word: string | undefined, known: readonly string[]): readonly string[] {
  if (word === undefined || known.includes(word)) return [];
  return [`\`${key}\`, or ${VARIABLES[key]}, is \`${word}\`: say one of ${known.join(', ')}`];
}

function candidateIn(file: string): Candidate {
  const path = resolve(file);
  const reading = loadCandidate(readInputFile(path, LARGEST_INPUT.yaml).toString('utf8'), path);
  if ('candidate' in reading) return reading.candidate;
  throw new InputError(withoutForeignLines(path, reading.diagnostics));
}

function baselineIn(file: string, cells: readonly Cell[]): Baseline {
  const path = resolve(file);
  const text = readInputFile(path, LARGEST_INPUT.yaml).toString('utf8');
  const reading = loadBaseline(text, path, cells.flatMap(plannedChecks));
  if ('baseline' in reading) return reading.baseline;
  throw new InputError(withoutForeignLines(path, reading.diagnostics));
}
