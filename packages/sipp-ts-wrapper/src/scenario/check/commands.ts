import { type Outline, type Place, successors } from '../outline.ts';
import { problem, problemAt, type Problem, type Subject } from './problem.ts';

/** Commands to and from a 3PCC twin. */
export function commands({ steps }: Subject): readonly Problem[] {
  return [...steps.places.flatMap((place) => [...callId(place), ...race(place, steps)]), ...peers(steps.places)];
}

function callId(place: Place): readonly Problem[] {
  if (place.step.kind !== 'sendCmd' || /^call-id[ \t]*:/im.test(place.step.text)) return [];
  return [
    problemAt(place, 'steps', {
      rule: 'command-call-id',
      what: 'the command has no Call-ID line',
      why: 'The twin finds its call by it: without, the command is lost and nobody says so.',
      hint: 'Begin it with "Call-ID: [call_id]".',
    }),
  ];
}

/** A twin may answer a command at once, and SIPp takes a command at a recvCmd only. */
function race(place: Place, steps: Outline): readonly Problem[] {
  if (place.step.kind !== 'sendCmd' || place.step.twinWaits === true) return [];
  const early = successors(steps, place)
    .map((number) => whereACommandMeets(steps, number))
    .find((next) => next !== undefined && next.step.kind !== 'recvCmd' && reachesRecvCmd(next, steps));
  if (early === undefined) return [];
  return [
    problemAt(place, 'steps', {
      rule: 'command-race',
      what: `a ${early.step.kind}, step ${early.index + 1}, stands between it and the next recvCmd`,
      why: 'A twin may answer at once, and a command that comes before the recvCmd (or optional steps in front of it) aborts the call; nops are left out instead, where a recvCmd stands behind them in the file.',
      hint: 'Put the recvCmd right behind it, or lead there by next on the sendCmd itself; or set twinWaits, if the twin does.',
    }),
  ];
}

/** The step at which a command finds the call: SIPp looks past optional ones. */
function whereACommandMeets({ places }: Outline, number: number): Place | undefined {
  return places.slice(number).find(({ step }) => step.kind !== 'recv' || step.optional === undefined);
}

function reachesRecvCmd(from: Place, steps: Outline): boolean {
  const seen = new Set<number>([from.number]);
  const open = [...successors(steps, from)];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const next = steps.places[number];
    if (next === undefined || seen.has(number)) continue;
    if (next.step.kind === 'recvCmd') return true;
    seen.add(number);
    open.push(...successors(steps, next));
  }
  return false;
}

/** In extended mode each command names its peer. */
function peers(places: readonly Place[]): readonly Problem[] {
  const named = places.flatMap(({ step }) => {
    if (step.kind === 'sendCmd') return [step.dest !== undefined];
    return step.kind === 'recvCmd' ? [step.src !== undefined] : [];
  });
  if (!named.includes(true) || !named.includes(false)) return [];
  return [
    problem({
      rule: 'command-peers',
      what: 'some commands name their peer, and others do not',
      why: 'With -3pcc SIPp has one twin and names no peer; in extended mode it wants dest and src everywhere.',
      hint: 'Name the peer of all commands, or of none.',
    }),
  ];
}
