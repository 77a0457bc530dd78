/** Which outcome a check is about. */
import type { Expectation, Party } from '../../suite/cell.ts';
import { announces } from './announces.ts';
import { called } from './called.ts';
import { cannot } from './cannot.ts';
import { connected } from './connected.ts';
import { isDisconnected } from './disconnected.ts';
import { allOf, type Finding, inconclusive } from '../finding.ts';
import { holds, isHeld, resumes } from './held.ts';
import { hangsUp } from './hung-up.ts';
import { isNobodyThere } from './nobody.ts';
import { isParked, parks } from './parked.ts';
import { registers } from './registered.ts';
import { retrieves } from './retrieved.ts';
import { watchedLongEnough } from './watched.ts';
import type { Scene } from '../scene.ts';
import { hasSetting } from './settings/setting.ts';
import { otherOf, partiesOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { transfers } from './transferred.ts';

export function outcomeOf(scene: Scene, expect: Expectation, before: PlannedCall | undefined): Finding {
  switch (expect.kind) {
    case 'is':
      return is(scene, expect, before);
    case 'can':
      return can(scene, expect, before);
    case 'cannot':
      return cannot(scene, expect.deed, before);
    case 'setting':
      return hasSetting(scene, expect);
    case 'announces':
      return announces(scene, expect);
  }
}

function is(
  scene: Scene,
  { outcome, call }: Extract<Expectation, { kind: 'is' }>,
  before: PlannedCall | undefined,
): Finding {
  const unplanned = inconclusive(`the cell does not bring call ${call} into a state in which it could be ${outcome}`);
  switch (outcome) {
    case 'connected':
      return before?.state === 'connected' ? observed(scene, call, connected(scene, call, before.pair)) : unplanned;
    case 'held': {
      if (before?.state !== 'held') return unplanned;
      return each(before.holders, (holder) => isHeld(scene, call, holder, before.pair)) ?? unplanned;
    }
    case 'parked':
      return observed(scene, call, isParked(scene, call));
    case 'disconnected':
      return each(partiesOf(before), (party) => isDisconnected(scene, call, party)) ?? unplanned;
    case 'nobody':
      return isNobodyThere(scene, call);
  }
}

/** The findings of all parties; undefined where there is none. */
function each(parties: readonly Party[], findingOf: (party: Party) => Finding): Finding | undefined {
  const [first, ...rest] = parties.map(findingOf);
  return first === undefined ? undefined : allOf(first, ...rest);
}

/** What is seen of a call that should stay counts when it was looked at for long enough. */
function observed(scene: Scene, call: string, finding: Finding): Finding {
  const all = allOf(finding, watchedLongEnough(scene, call));
  return all.verdict === 'pass' ? { ...all, reason: finding.reason } : all;
}

function can(scene: Scene, { deed }: Extract<Expectation, { kind: 'can' }>, before: PlannedCall | undefined): Finding {
  const other = before === undefined ? undefined : otherOf(before, deed.by);
  const alone = inconclusive(`the cell does not bring ${deed.by} into a call that could be used for this`);
  switch (deed.verb) {
    case 'call':
      return called(scene, deed);
    case 'park':
      return parks(scene, deed);
    case 'retrieve':
      return before?.state === 'parked' ? retrieves(scene, deed, before.parkee) : alone;
    case 'hold':
      return other === undefined ? alone : holds(scene, deed, other);
    case 'resume':
      return other === undefined ? alone : resumes(scene, deed, other, before);
    case 'transfer':
      return other === undefined ? alone : transfers(scene, deed, other);
    case 'hangup':
      return hangsUp(scene, deed, other);
    case 'register':
      return registers(scene, deed.by);
  }
}
