import {
  begin,
  type CallTrack,
  type Followed,
  follow,
  isObjection,
  type Objection,
  observe,
  over,
  watchSetting,
} from './call-track.ts';
import type { Deed, Expectation, Phase } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import type { PlacedStep } from './read-step.ts';
import type { YamlDocument } from './yaml.ts';

/** A phase as far as its steps could be read. */
export interface PlacedPhase {
  readonly phase: Phase;
  readonly steps: ReadonlyArray<PlacedStep | UnreadableStep>;
}

/** A step with errors, and the calls that it mentions. */
export interface UnreadableStep {
  readonly mentions: readonly string[];
}

export interface CallFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** The calls as they stand when each phase begins, as long as that is known. */
  readonly atPhase: ReadonlyMap<Phase, readonly CallTrack[]>;
}

/**
 * Walks the scenario as if everything went as it says and reports what cannot happen: calls used before they exist, acts
 * by parties who are not in the call. After a step with errors nothing is said of the calls that it mentions, and nothing
 * at all if it does not even mention one.
 */
export function checkCalls(phases: readonly PlacedPhase[], document: YamlDocument): CallFindings {
  const calls = new Map<string, CallTrack>();
  const doubted = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const atPhase = new Map<Phase, readonly CallTrack[]>();
  for (const { phase, steps } of phases) {
    if (doubted.size === 0) atPhase.set(phase, [...calls.values()]);
    for (const placed of steps) {
      if ('mentions' in placed) {
        if (placed.mentions.length === 0) return { diagnostics, atPhase };
        for (const name of placed.mentions) doubted.add(name);
        continue;
      }
      const { step, fields } = placed;
      const name = step.kind === 'act' ? callOf(step.deed) : callOfExpectation(step.expect);
      if (name === undefined || doubted.has(name)) continue;
      const followed = step.kind === 'act' ? doDeed(step.deed, name, calls) : expectOf(step.expect, name, calls);
      if (!isObjection(followed)) {
        calls.set(name, followed);
        continue;
      }
      const { field, message, hint } = followed;
      diagnostics.push(document.diagnose([...fields, field], 'value', message, hint));
      // One mistake is reported once, not again at every later step of the call.
      doubted.add(name);
    }
  }
  return { diagnostics, atPhase };
}

function doDeed(deed: Deed, name: string, calls: ReadonlyMap<string, CallTrack>): Followed {
  const track = calls.get(name);
  if (deed.verb === 'register') return track ?? unknownCall(name, calls);
  if (deed.verb !== 'call') return track === undefined ? unknownCall(name, calls) : follow(track, deed);
  if (track !== undefined)
    return { field: 'as', message: `there is a call ${name} already`, hint: 'give this one another name' };
  return begin(deed);
}

function expectOf(expect: Expectation, name: string, calls: ReadonlyMap<string, CallTrack>): Followed {
  const track = calls.get(name);
  switch (expect.kind) {
    case 'can': {
      const after = doDeed(expect.deed, name, calls);
      // The check of a hold ends with its resumption (and the reverse): the call is as it was.
      const undone = expect.deed.verb === 'hold' || expect.deed.verb === 'resume';
      return undone && track !== undefined && !isObjection(after) ? track : after;
    }
    case 'cannot': {
      if (expect.deed.verb === 'retrieve' && track?.everParked === true) return track;
      const after = doDeed(expect.deed, name, calls);
      return isObjection(after) ? after : (track ?? over(after));
    }
    case 'is':
      return track === undefined ? unknownCall(name, calls) : observe(track, expect.outcome);
    case 'setting':
      return track === undefined ? unknownCall(name, calls) : watchSetting(track, expect.setting);
    case 'announces':
      return track ?? unknownCall(name, calls);
  }
}

function unknownCall(name: string, calls: ReadonlyMap<string, CallTrack>): Objection {
  const meant = didYouMean(name, calls.keys());
  const known =
    calls.size === 0
      ? 'make it first: `- call: { as: …, from: …, to: … }`'
      : `calls so far: ${[...calls.keys()].join(', ')}`;
  return {
    field: 'call',
    message: `there is no call ${name} yet`,
    hint: meant === undefined ? known : `did you mean ${meant}? ${known}`,
  };
}

function callOf(deed: Deed): string | undefined {
  return deed.verb === 'register' ? undefined : deed.call;
}

function callOfExpectation(expect: Expectation): string | undefined {
  if (expect.kind === 'announces') return undefined;
  return expect.kind === 'can' || expect.kind === 'cannot' ? callOf(expect.deed) : expect.call;
}
