/** The steps of a walk as far as its history shows them: those that worked, and the first that did not. Pure. */
import type { HistoryEvent, NoteEvent, RunEvent } from '../../history/event.ts';
import { judge } from '../../judge/judge.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { exactTime } from '../../report/words.ts';
import { type Phase, PHASES } from '../../suite/cell.ts';
import { checkStumble } from './check-stumble.ts';
import { startTrouble } from './start-trouble.ts';
import type { Stumble } from './stumble.ts';
import { actionWords, proofWords } from './transition-words.ts';
import { CHECKS } from './walk-cell.ts';

export interface WalkStep {
  readonly name: string;
  /** What was measured or learnt, in words; of a step that did not work nothing. */
  readonly detail: string;
  /** In ms; undefined for what takes no time of its own. */
  readonly took: number | undefined;
  /** Where it did not work. */
  readonly stumble?: Stumble;
}

/** What a reader of one step looks at. */
interface Seen {
  readonly run: RunEvent;
  readonly events: readonly HistoryEvent[];
  readonly verdicts: ReadonlyMap<string, CheckVerdict>;
}

/** Undefined while the step is not done. */
type Read = (seen: Seen) => readonly WalkStep[] | undefined;

type Transit = Exclude<Phase, 'normal'>;

const TRANSITS = PHASES.filter((phase): phase is Transit => phase !== 'normal');

const READS: readonly Read[] = [
  starts,
  registers,
  calls,
  parks,
  retrieves,
  ...TRANSITS.map(
    (phase): Read =>
      (seen) =>
        transition(seen, phase),
  ),
];

/** How many steps a walk has that goes well. */
export function stepsToGo({ capabilities }: RunEvent['candidate']): number {
  return READS.length + (capabilities.includes('orbit-status') ? 2 : 1);
}

/** In their order. After one with a stumble there is none. */
export function walkSteps(events: readonly HistoryEvent[]): readonly WalkStep[] {
  const run = events.find((event) => event.kind === 'run');
  if (run === undefined) return troubles(events);
  const verdicts = new Map(judge(events).checks.map((check) => [check.id, check]));
  const steps: WalkStep[] = [];
  for (const read of READS) {
    const found = read({ run, events, verdicts });
    if (found === undefined) return [...steps, ...troubles(events)];
    steps.push(...found);
    if (found.some(({ stumble }) => stumble !== undefined)) return steps;
  }
  return steps;
}

function starts({ run, events }: Seen): readonly WalkStep[] | undefined {
  const entering = phaseAt(events, 'normal', 'entering');
  const asked = events.find((event) => event.kind === 'action' && event.verb === 'register');
  const front = run.edge === undefined ? '' : `, and so does the edge, at ${run.edge}`;
  const where = `both pools answer OPTIONS, at ${run.pools.primary} and ${run.pools.backup}${front}`;
  if (entering !== undefined && asked !== undefined) return [step('reachable', where, asked.t - entering.t)];
  const stumble = startTrouble(events);
  return stumble && [stumbled('reachable', stumble)];
}

function registers({ run, events }: Seen): readonly WalkStep[] | undefined {
  const asked = events.find((event) => event.kind === 'action' && event.verb === 'register');
  const reached = phaseAt(events, 'normal', 'reached');
  const who = `${run.cell.parties.join(', ')} register at the primary`;
  if (asked !== undefined && reached !== undefined) return [step('registers', who, reached.t - asked.t)];
  const stumble = startTrouble(events);
  return stumble && [stumbled('registers', stumble)];
}

function calls(seen: Seen): readonly WalkStep[] | undefined {
  return checked(seen, CHECKS.call, 'calls', () => [
    step('calls', 'alice calls bob, and both hear each other', tookOf(seen.events, 'call', 'listen')),
  ]);
}

/** The check looks at the orbit and at its state too: a failure is told as the step that it belongs to. */
function parks(seen: Seen): readonly WalkStep[] | undefined {
  const { run, events } = seen;
  const { dialect, capabilities } = run.candidate;
  const parked = step('parks', `bob parks alice, by ${dialect.park.by}`, tookOf(events, 'park', 'park'));
  const orbit = events.findLast(
    (event) => event.kind === 'action' && event.verb === 'lookup' && event.orbit !== undefined,
  );
  const chosen = events.findLast((event) => event.kind === 'action' && event.verb === 'retrieve');
  const told = events.findLast((event) => event.kind === 'action' && event.verb === 'park' && event.state === 'done');
  const number = [told, orbit, chosen].flatMap((event) => (event?.kind === 'action' ? (event.orbit ?? []) : []))[0];
  const learnt = step('orbit', `${number ?? 'it'} is the orbit, told by ${dialect.orbit}`, undefined);
  const shown = step('state', 'the orbit shows the call', tookOf(events, 'lookup', 'lookup'));
  const all = [parked, learnt, ...(capabilities.includes('orbit-status') ? [shown] : [])];
  return checked(
    seen,
    CHECKS.park,
    ({ code = '' }) => (ABOUT_ORBIT.test(code) ? 'orbit' : ABOUT_STATE.test(code) ? 'state' : 'parks'),
    (failed) => all.slice(0, failed === undefined ? all.length : all.findIndex(({ name }) => name === failed)),
  );
}

const ABOUT_ORBIT = /^(orbit-not-told|orbit-outside-range|orbit-occupied)$/;
const ABOUT_STATE = /^(orbit-lookup-|orbit-showed-|call-shown-at-)/;

function retrieves(seen: Seen): readonly WalkStep[] | undefined {
  return checked(seen, CHECKS.retrieve, 'retrieves', () => [
    step('retrieves', 'carol retrieves alice, and both hear each other', tookOf(seen.events, 'retrieve', 'retrieve')),
  ]);
}

/**
 * The steps of a check that has ended.
 *
 * @param failing  the name of the step that a verdict belongs to
 * @param worked   all steps, or those before the one that failed
 */
function checked(
  { run, events, verdicts }: Seen,
  id: string,
  failing: string | ((verdict: CheckVerdict) => string),
  worked: (failed: string | undefined) => readonly WalkStep[],
): readonly WalkStep[] | undefined {
  const isOver = events.some((event) => event.kind === 'action' && event.check === id && event.state === 'done');
  const verdict = verdicts.get(id);
  if (!isOver || verdict === undefined) return undefined;
  if (verdict.verdict === 'pass') return worked(undefined);
  const name = typeof failing === 'string' ? failing : failing(verdict);
  const before = typeof failing === 'string' ? [] : worked(name);
  return [...before, stumbled(name, checkStumble(run, events, name, verdict))];
}

function transition({ run, events }: Seen, phase: Transit): readonly WalkStep[] | undefined {
  const { actions, proofs, within } = run.candidate.transitions[phase];
  const did = actions.length === 0 ? 'nothing is done' : actions.map(actionWords).join(', ');
  const proven = proofs.map(proofWords).join(', ');
  const entering = phaseAt(events, phase, 'entering');
  const reached = phaseAt(events, phase, 'reached');
  if (entering === undefined) return undefined;
  const words = proven === '' ? did : `${did}; then ${proven}`;
  if (reached !== undefined) return [step(phase, words, reached.t - entering.t)];
  const missed = events.find((event) => event.kind === 'phase' && event.phase === phase && event.state === 'missed');
  if (missed === undefined) return undefined;
  const why = (missed.kind === 'phase' ? missed.why : undefined) ?? 'no proof came in time';
  const faults = events.filter((event) => event.kind === 'fault' && event.n > entering.n && event.n < missed.n);
  return [
    stumbled(phase, {
      fault: 'server',
      observed: why,
      expected: `${words}, within ${exactTime(within)}`,
      remedy: `does \`transitions.${phase}\` of the candidate file bring it about? \`within\` gives it longer`,
      evidence: [...faults.map(({ n }) => n), missed.n],
    }),
  ];
}

/** Trouble of the bench, and a time that has run out, in the place of the step that was not done. */
function troubles(events: readonly HistoryEvent[]): readonly WalkStep[] {
  const note = events.find(
    (event): event is HistoryEvent & NoteEvent => event.kind === 'note' && event.level === 'trouble',
  );
  if (note !== undefined) {
    const { n, text, hint = 'see the log files beside the history' } = note;
    const expected = 'parkspec and this machine do their part';
    return [stumbled('bench', { fault: 'bench', observed: text, expected, remedy: hint, evidence: [n] })];
  }
  const end = events.find((event) => event.kind === 'end' && event.why === 'deadline');
  if (end === undefined) return [];
  const observed = 'the time of the whole walk, `bounds.cell`, was over';
  const expected = 'every step ends before';
  const remedy = 'a greater `bounds.cell`; the history shows which step took long';
  return [stumbled('time', { fault: 'bench', observed, expected, remedy, evidence: [end.n] })];
}

function step(name: string, detail: string, took: number | undefined): WalkStep {
  return { name, detail, took };
}

function stumbled(name: string, stumble: Stumble): WalkStep {
  return { name, detail: '', took: undefined, stumble };
}

function phaseAt(
  events: readonly HistoryEvent[],
  phase: Phase,
  state: 'entering' | 'reached',
): HistoryEvent | undefined {
  return events.find((event) => event.kind === 'phase' && event.phase === phase && event.state === state);
}

/** From asking for the first deed of a kind to the end of the last of another that follows it in the same check. */
function tookOf(events: readonly HistoryEvent[], first: string, last: string): number | undefined {
  const asked = events.find((event) => event.kind === 'action' && event.verb === first && event.state === 'asked');
  if (asked?.kind !== 'action') return undefined;
  const done = events.findLast(
    (event) => event.kind === 'action' && event.verb === last && event.of === asked.of && event.state === 'done',
  );
  return done === undefined ? undefined : done.t - asked.t;
}
