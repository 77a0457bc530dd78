/** `parkspec doctor --candidate`: one call goes the whole way with the candidate, and the first step that does not work is told. */
import { basename, join, resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { manualOrders } from '../candidate/manual-order.ts';
import { exposedSecrets } from '../candidate/exposed-secrets.ts';
import { stumbleSentence } from '../doctor/candidate/stumble.ts';
import { walkCell } from '../doctor/candidate/walk-cell.ts';
import { stepsToGo, type WalkStep, walkSteps } from '../doctor/candidate/walk-steps.ts';
import { carryOut } from '../engine/carry-out-order.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Paint } from '../report/paint.ts';
import { candidateLine, duration } from '../report/words.ts';
import { checkLocated } from '../runtime/remote/located-pair.ts';
import { resolvedCandidate } from '../runtime/remote/resolved-candidate.ts';
import { walkFolder } from '../run/walk-folder.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { readCandidateFile } from './candidate-file.ts';
import { followedBySurvivor, readyForContainers, removeRest } from './docker-run.ts';
import { BROKEN, interruptedBy } from './exit-codes.ts';
import { refuseLeftPair } from './clean-pairs.ts';
import { nearName } from './near-name.ts';
import { print, printError, printJson } from './output.ts';
import { OperatorDesk, type Shown } from './operator-desk.ts';
import { exitCodeOfStumble, renderStumble } from './print-stumble.ts';
import { isAgreed } from './consent.ts';
import { refuseMissingVariables } from './missing-variables.ts';
import { heedSignals } from './signals.ts';
import { checkTemporaryFolder } from './temporary-folder.ts';
import { paintFor } from './terminal.ts';

export interface DoctorCandidateFlags {
  readonly json: boolean;
  /** Whether a pool of a system that runs already may be taken away unasked. */
  readonly yes: boolean;
  readonly reports: string;
}

/** The exit code: 0 when all steps work. */
export async function doctorCandidate(file: string, { json, yes, reports }: DoctorCandidateFlags): Promise<number> {
  const stated = readCandidateFile(file);
  refuseMissingVariables(stated);
  checkTemporaryFolder();
  const candidate = await resolvedCandidate(stated);
  const located = await checkLocated(candidate);
  refuseLeftPair(candidate);
  if (!(await isAgreed(candidate, yes))) return BROKEN;
  const paint = paintFor(process.stdout);
  const tell = json ? (): void => undefined : print;
  const inContainers = candidate.runtime === 'docker';
  const told = [
    ...located,
    ...exposedSecrets(candidate, process.env),
    ...(inContainers ? await readyForContainers(candidate, (image) => tell(`building the image of ${image} …`)) : []),
  ];
  tell(`${paint(candidateLine(candidate, 'native'), 'bold')}  step by step\n`);
  for (const line of told) tell(`  ${line}`);
  const walks = { reports: resolve(reports), tell, paint };
  let walked = await walkOnce(candidate, walks);
  for (let again = 1; again <= CALMER && walked.steps.at(-1)?.stumble?.fault === 'late'; again += 1) {
    tell('this machine was too busy for the last step; once more from the beginning\n');
    // oxlint-disable-next-line no-await-in-loop -- one walk after the other
    walked = await walkOnce(candidate, walks);
  }
  const { steps, events, problem, interrupted, directory } = walked;
  const stumble = steps.at(-1)?.stumble;
  const history = join(directory, 'history.jsonl');
  const works =
    stumble === undefined &&
    interrupted === undefined &&
    problem === undefined &&
    steps.length === stepsToGo(candidate);
  if (json) {
    const found = stumble === undefined ? {} : { sentence: stumbleSentence(stumble) };
    printJson({ parkspec: PARKSPEC_VERSION, candidate: candidate.name, works, steps, ...found, history });
  } else if (stumble !== undefined) tell(renderStumble(stumble, { events, directory }, paint));
  if (works) {
    tell(`\nall steps work; the whole table: parkspec run ${nearName(candidate.file)}\nhistory: ${nearName(history)}`);
    return 0;
  }
  if (stumble !== undefined) return exitCodeOfStumble(stumble);
  if (interrupted !== undefined) {
    printError('the walk was interrupted');
    return interruptedBy(interrupted);
  }
  printError(`error: the walk came to no end: ${problem ?? 'no reason is known'}`);
  return BROKEN;
}

/** How often a walk is begun again that this machine was too busy for. */
const CALMER = 2;

interface Walks {
  readonly reports: string;
  readonly tell: (line: string) => void;
  readonly paint: Paint;
}

/** In a folder of its own. */
async function walkOnce(
  candidate: Candidate,
  { reports, tell, paint }: Walks,
): Promise<Walked & { readonly directory: string }> {
  const inContainers = candidate.runtime === 'docker';
  const directory = walkFolder(reports);
  const survivor = inContainers ? followedBySurvivor(directory) : undefined;
  const walked = await walk(candidate, directory, (step) => tell(renderStep(step, paint)));
  for (const line of inContainers ? await removeRest(directory) : []) tell(`  ${line}`);
  survivor?.dismiss();
  return { ...walked, directory };
}

interface Walked {
  readonly steps: readonly WalkStep[];
  readonly events: readonly HistoryEvent[];
  readonly problem: string | undefined;
  readonly interrupted: NodeJS.Signals | undefined;
}

/** What an operator is asked is a line after the steps that are told, and no part of what programs read. */
const BELOW_THE_STEPS: Shown = {
  ask: (text) => {
    if (text !== undefined) printError(text);
  },
  typed: () => undefined,
};

/** Nothing that was started is left when it resolves. */
async function walk(candidate: Candidate, directory: string, onStep: (step: WalkStep) => void): Promise<Walked> {
  const events: HistoryEvent[] = [];
  let known = 0;
  const look = (): readonly WalkStep[] => {
    const steps = walkSteps(events);
    for (const step of steps.slice(known)) onStep(step);
    known = Math.max(known, steps.length);
    return steps;
  };
  const desk = new OperatorDesk(process.stdin, manualOrders(candidate).length > 0);
  const giveUp = new AbortController();
  const signals = heedSignals(
    () => giveUp.abort(new Error('the walk was interrupted')),
    () => undefined,
  );
  try {
    const order = { cell: walkCell(candidate), candidate, directory, run: basename(directory) };
    const goesOn = (): boolean => look().every(({ stumble }) => stumble === undefined);
    const { problem } = await carryOut(
      { ...order, strict: false, readable: true },
      giveUp.signal,
      (event) => events.push(event),
      { goesOn, onAsk: (question, confirm) => desk.ask(order.cell, question, BELOW_THE_STEPS, confirm) },
    );
    return { steps: look(), events, problem, interrupted: signals.first };
  } finally {
    desk.close();
    signals.stop();
  }
}

function renderStep({ name, took, detail, stumble }: WalkStep, paint: Paint): string {
  if (stumble !== undefined) return `${paint('✗', 'red')} ${paint(name, 'bold')}`;
  const time = took === undefined ? '' : duration(took);
  return `${paint('✓', 'green')} ${name.padEnd(11)} ${time.padStart(8)}  ${detail}`;
}
