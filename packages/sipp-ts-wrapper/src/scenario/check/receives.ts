import type { Place } from '../outline.ts';
import type { Recv, RecvCmd } from '../step.ts';
import { problemAt, type Problem, type Subject } from './problem.ts';

/** What is waited for: groups of optional steps with a mandatory one behind them. */
export function receives({ steps: { places } }: Subject): readonly Problem[] {
  return [...places.flatMap((place) => [...uncovered(place, places), ...single(place)]), ...deadTimeouts(places)];
}

function isWait(place: Place | undefined): place is Place & { readonly step: Recv | RecvCmd } {
  return place?.step.kind === 'recv' || place?.step.kind === 'recvCmd';
}

function uncovered(place: Place, places: readonly Place[]): readonly Problem[] {
  const next = places[place.number + 1];
  if (!isWait(place) || place.step.optional === undefined || next === undefined || isWait(next)) return [];
  return [
    problemAt(place, 'steps', {
      rule: 'optional-uncovered',
      what: `it is optional, and a ${next.step.kind} comes behind it`,
      why: `SIPp ends: "<recv> before <${next.step.kind}> sequence without a mandatory message". A label, next, or both between them do not help.`,
      hint: 'Put a mandatory recv or recvCmd behind the optional ones, or make this one mandatory.',
    }),
  ];
}

function single(place: Place): readonly Problem[] {
  const { step } = place;
  if (step.kind !== 'recv') return [];
  const words: Pick<Problem, 'rule' | 'what' | 'why' | 'hint'>[] = [];
  if (step.advanceState === false && step.optional === undefined) {
    words.push({
      rule: 'advance-state',
      what: 'it is mandatory and has advanceState: false',
      why: 'SIPp ends: "advance_state is allowed only for optional messages".',
      hint: 'Make it optional.',
    });
  }
  if (
    step.response !== undefined &&
    !(Number.isInteger(step.response) && step.response >= 100 && step.response <= 699)
  ) {
    words.push({
      rule: 'response-code',
      what: `it waits for the response ${step.response}`,
      why: 'No response has this code, so the call never goes on.',
      hint: 'Codes go from 100 to 699.',
    });
  }
  if (step.response === undefined && step.request.trim() === '') {
    words.push({
      rule: 'request-empty',
      what: 'it waits for a request without a method',
      why: 'SIPp breaks off with an assertion at the first message.',
      hint: 'Name the method, or take ".*" with regexpMatch.',
    });
  }
  return words.map((all) => problemAt(place, 'steps', all));
}

/** A call waits at the first step of a group, and only that step's timeout runs. */
function deadTimeouts(places: readonly Place[]): readonly Problem[] {
  return groups(places).flatMap((group) => {
    const lacking = group.findIndex(({ step }) => timeoutOf(step) === undefined);
    if (lacking < 0) return [];
    return group.slice(lacking + 1).flatMap((place) =>
      timeoutOf(place.step) === undefined
        ? []
        : [
            problemAt(place, 'steps', {
              rule: 'timeout-dead',
              what: `its timeout is behind step ${(group[lacking]?.index ?? 0) + 1}, an optional one that has none`,
              why: 'SIPp waits for all of them at the first one, whose timeout alone runs: this one never fires there.',
              hint:
                group[lacking]?.step.kind === 'recvCmd'
                  ? 'A recvCmd takes no timeout: put an optional recv with one in front of it.'
                  : 'Give every step of the group the same timeout and onTimeout.',
            }),
          ],
    );
  });
}

function timeoutOf(step: Place['step']): number | undefined {
  return step.kind === 'recv' ? step.timeout : undefined;
}

function groups(places: readonly Place[]): readonly (readonly Place[])[] {
  const all: Place[][] = [];
  let group: Place[] = [];
  for (const place of places) {
    if (isWait(place)) {
      group.push(place);
      if (place.step.optional !== undefined) continue;
    }
    if (group.length > 0) all.push(group);
    group = [];
  }
  return group.length > 0 ? [...all, group] : all;
}
