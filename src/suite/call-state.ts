/**
 * What a call of a scenario is at each step: who is in it and in which state, and what deeds and observations make of it.
 * The check of spec files, the judge and the driver share this model. The first two walk through a scenario as it is
 * written. The driver applies a deed when it was seen to work.
 */
import type { Deed, Expectation, Party, Phase, Step } from './cell.ts';

export type ScenarioCall = CallPast & CallNow;

interface CallPast {
  /** How it was parked last; undefined while it was never parked. */
  readonly lastPark: Parking | undefined;
  readonly wasRetrieved: boolean;
}

export interface Parking {
  readonly parkee: Party;
  readonly parker: Party;
  /** In which it was parked. */
  readonly phase: Phase;
}

type Pair = readonly [Party, Party];

type CallNow =
  | { readonly state: 'connected'; readonly pair: Pair }
  /** At least one of the two holds it, in the order in which they began. */
  | { readonly state: 'held'; readonly pair: Pair; readonly holders: readonly Party[] }
  | ({ readonly state: 'parked' } & Parking)
  /** Nobody picked it up and the pool gave the parkee to its timeout target, which a scenario cannot know. */
  | ({ readonly state: 'delivered' } & Parking)
  | { readonly state: 'over' };

/** The call after `deed` worked. A deed that is not possible changes nothing: the same value comes back. */
export function afterDeed(call: ScenarioCall | undefined, deed: Deed, phase: Phase): ScenarioCall | undefined {
  if (deed.verb === 'call') {
    const possible = (call === undefined || call.state === 'over') && deed.by !== deed.to;
    return possible ? { ...connected([deed.by, deed.to]), lastPark: undefined, wasRetrieved: false } : call;
  }
  if (call === undefined || !('call' in deed)) return call;
  const past = pastOf(call);
  const other = otherOf(call, deed.by);
  switch (deed.verb) {
    case 'park': {
      if (other === undefined) return call;
      const parking = { parkee: other, parker: deed.by, phase };
      return { ...past, lastPark: parking, state: 'parked', ...parking };
    }
    case 'retrieve':
      if (call.state !== 'parked' || deed.by === call.parkee) return call;
      return { ...past, wasRetrieved: true, ...connected([call.parkee, deed.by]) };
    case 'hold':
    case 'resume':
      return afterHold(call, deed);
    case 'transfer':
      // The call between transferee and target is a new one, and a hold of the old one is no hold of it (RFC 5589 6).
      if (other === undefined || deed.to === other || deed.to === deed.by) return call;
      return { ...past, ...connected([other, deed.to]) };
    case 'hangup':
      return other !== undefined || (call.state === 'parked' && call.parkee === deed.by) ? over(past) : call;
  }
}

/** Each side holds for itself: the call is held until the last holder resumes it (RFC 3264 8.4). */
function afterHold(
  call: ScenarioCall,
  { verb, by }: { readonly verb: 'hold' | 'resume'; readonly by: Party },
): ScenarioCall {
  if (call.state !== 'connected' && call.state !== 'held') return call;
  const holders = holdersOf(call);
  if (!call.pair.includes(by) || holders.includes(by) === (verb === 'hold')) return call;
  const after = verb === 'hold' ? [...holders, by] : holders.filter((holder) => holder !== by);
  const { pair } = call;
  return { ...pastOf(call), ...(after.length === 0 ? connected(pair) : { state: 'held', pair, holders: after }) };
}

/** The call of a step after that step, when everything goes as the scenario says. */
export function afterStep(call: ScenarioCall | undefined, step: Step, phase: Phase): ScenarioCall | undefined {
  return step.kind === 'act' ? afterDeed(call, step.deed, phase) : afterCheck(call, step.expect, phase);
}

function afterCheck(call: ScenarioCall | undefined, expect: Expectation, phase: Phase): ScenarioCall | undefined {
  switch (expect.kind) {
    case 'can':
      // To resume the call is a part of this check. Every other deed stays done.
      return expect.deed.verb === 'hold' ? call : afterDeed(call, expect.deed, phase);
    case 'cannot':
      return call ?? (expect.deed.verb === 'call' ? over(NO_PAST) : undefined);
    case 'is':
      return (expect.outcome === 'disconnected' || expect.outcome === 'forgotten') && call !== undefined
        ? over(pastOf(call))
        : call;
    case 'setting': {
      // These two show when nobody picks the call up.
      const atTheEnd = expect.setting === 'pickup-attempts' || expect.setting === 'timeout-target';
      return atTheEnd && call?.state === 'parked' ? { ...call, state: 'delivered' } : call;
    }
    case 'outlives':
    case 'announces':
      return call;
  }
}

/** The party to which another one talks in a call, also while the call is held; undefined when that one is not in it. */
export function otherOf(call: ScenarioCall | undefined, party: Party): Party | undefined {
  if (call?.state !== 'connected' && call?.state !== 'held') return undefined;
  const [first, second] = call.pair;
  if (party === first) return second;
  return party === second ? first : undefined;
}

/** The parties that have a leg in the call. Of a parked call only the parkee, since its parker is out of it. */
export function partiesOf(call: ScenarioCall | undefined): readonly Party[] {
  switch (call?.state) {
    case 'connected':
    case 'held':
      return call.pair;
    case 'parked':
    case 'delivered':
      return [call.parkee];
    case 'over':
    case undefined:
      return [];
  }
}

/** The party that is parked, also when it has gone on to the timeout target. */
export function parkeeOf(call: ScenarioCall | undefined): Party | undefined {
  return call?.state === 'parked' || call?.state === 'delivered' ? call.parkee : undefined;
}

/** The parties that hold the call. */
export function holdersOf(call: ScenarioCall | undefined): readonly Party[] {
  return call?.state === 'held' ? call.holders : [];
}

const NO_PAST: CallPast = { lastPark: undefined, wasRetrieved: false };

function pastOf({ lastPark, wasRetrieved }: ScenarioCall): CallPast {
  return { lastPark, wasRetrieved };
}

function connected(pair: Pair): CallNow {
  return { state: 'connected', pair };
}

function over(past: CallPast): ScenarioCall {
  return { ...past, state: 'over' };
}
