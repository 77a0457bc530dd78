/** Which outcome a check is about. */
import type { Expectation, Party } from '../../suite/cell.ts';
import { announces } from './announces.ts';
import { called } from './called.ts';
import { cannot } from './cannot.ts';
import { connected } from './connected.ts';
import { isDisconnected } from './disconnected.ts';
import { allOf, type Finding, inconclusive } from '../finding.ts';
import { isForgotten } from './forgotten.ts';
import { holds, isHeld, resumes } from './held.ts';
import { hangsUp } from './hung-up.ts';
import { isNobodyThere } from './nobody.ts';
import { outlives } from './outlives.ts';
import { isParked, parks } from './parked.ts';
import { registers } from './registered.ts';
import { retrieves } from './retrieved.ts';
import { watchedLongEnough } from './watched.ts';
import type { Excerpt } from '../excerpt.ts';
import { hasSetting } from './settings/setting.ts';
import { otherOf, partiesOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { transfers } from './transferred.ts';

export function outcomeOf(excerpt: Excerpt, expect: Expectation, before: PlannedCall | undefined): Finding {
  switch (expect.kind) {
    case 'is':
      return is(excerpt, expect, before);
    case 'can':
      return can(excerpt, expect, before);
    case 'cannot':
      return cannot(excerpt, expect.deed, before);
    case 'setting':
      return hasSetting(excerpt, expect);
    case 'outlives':
      return outlives(excerpt, expect, before);
    case 'announces':
      return announces(excerpt, expect);
  }
}

function is(
  excerpt: Excerpt,
  { outcome, call }: Extract<Expectation, { kind: 'is' }>,
  before: PlannedCall | undefined,
): Finding {
  const notPlanned = inconclusive('state-not-planned', { call, outcome: outcome === 'nobody' ? 'gone' : outcome });
  switch (outcome) {
    case 'connected':
      return before?.state === 'connected'
        ? observed(excerpt, call, connected(excerpt, call, before.pair))
        : notPlanned;
    case 'held': {
      if (before?.state !== 'held') return notPlanned;
      return each(before.holders, (holder) => isHeld(excerpt, call, holder, before.pair)) ?? notPlanned;
    }
    case 'parked':
      return observed(excerpt, call, isParked(excerpt, call));
    case 'disconnected':
      return each(partiesOf(before), (party) => isDisconnected(excerpt, call, party)) ?? notPlanned;
    case 'forgotten':
      return each(partiesOf(before), (party) => isForgotten(excerpt, call, party)) ?? notPlanned;
    case 'nobody':
      return isNobodyThere(excerpt, call);
  }
}

/** The findings of all parties; undefined where there is none. */
function each(parties: readonly Party[], findingOf: (party: Party) => Finding): Finding | undefined {
  const [first, ...rest] = parties.map(findingOf);
  return first === undefined ? undefined : allOf(first, ...rest);
}

/** A call that should stay is judged when it was watched for long enough. */
function observed(excerpt: Excerpt, call: string, finding: Finding): Finding {
  const all = allOf(finding, watchedLongEnough(excerpt, call));
  if (all.verdict !== 'pass') return all;
  const { code, because, fields, reason } = finding;
  return { ...all, code, because, fields, reason };
}

function can(
  excerpt: Excerpt,
  { deed }: Extract<Expectation, { kind: 'can' }>,
  before: PlannedCall | undefined,
): Finding {
  const other = before === undefined ? undefined : otherOf(before, deed.by);
  const noCall = inconclusive('call-not-planned', { party: deed.by });
  switch (deed.verb) {
    case 'call':
      return called(excerpt, deed);
    case 'park':
      return parks(excerpt, deed);
    case 'retrieve':
      return before?.state === 'parked' ? retrieves(excerpt, deed, before.parkee) : noCall;
    case 'hold':
      return other === undefined ? noCall : holds(excerpt, deed, other);
    case 'resume':
      return other === undefined ? noCall : resumes(excerpt, deed, other, before);
    case 'transfer':
      return other === undefined ? noCall : transfers(excerpt, deed, other);
    case 'hangup':
      return hangsUp(excerpt, deed, other);
    case 'register':
      return registers(excerpt, deed.by);
  }
}
