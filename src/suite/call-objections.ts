/** Why a step cannot be meant, where `afterStep` would leave its call unchanged or a check could not hold. */
import { holdersOf, otherOf, type ScenarioCall } from './call-state.ts';
import type { Deed, Expectation, Outcome, Party, Setting, Step } from './cell.ts';

/** The field to point at, what is wrong with it, what to do. */
export interface Objection {
  readonly field: 'as' | 'call' | 'by' | 'to' | 'is' | 'setting' | 'outlives';
  readonly message: string;
  readonly hint: string;
}

/** An objection to a step, given the call that it names as that call stands before the step. */
export function objectionToStep(name: string, call: ScenarioCall | undefined, step: Step): Objection | undefined {
  return step.kind === 'act' ? objectionToDeed(name, call, step.deed) : objectionToCheck(name, call, step.expect);
}

function objectionToCheck(name: string, call: ScenarioCall | undefined, expect: Expectation): Objection | undefined {
  switch (expect.kind) {
    case 'can':
      return objectionToDeed(name, call, expect.deed) ?? heldByOther(name, call, expect.deed);
    case 'cannot':
      // That nobody waits in its orbit any more is what such a check may look for.
      if (expect.deed.verb === 'retrieve' && call?.lastPark !== undefined) return undefined;
      return objectionToDeed(name, call, expect.deed);
    case 'is':
      return call === undefined ? undefined : objectionToOutcome(name, call, expect.outcome);
    case 'setting':
      return call === undefined ? undefined : objectionToSetting(name, call, expect.setting);
    case 'outlives':
      return call === undefined ? undefined : objectionToTimer(name, call);
    case 'announces':
      return undefined;
  }
}

/** Why a deed is not possible. Of a call that does not exist yet only its making is looked at. */
export function objectionToDeed(name: string, call: ScenarioCall | undefined, deed: Deed): Objection | undefined {
  if (deed.verb === 'call') {
    if (call !== undefined) return object('as', `there is a call ${name} already`, 'give this one another name');
    if (deed.by === deed.to) return object('to', `${deed.by} cannot call ${deed.by}`, 'name another party');
    return undefined;
  }
  if (call === undefined || !('call' in deed)) return undefined;
  if (deed.verb === 'retrieve') return objectionToRetrieval(name, call, deed.by);
  if (deed.verb === 'hangup' && call.state === 'parked' && call.parkee === deed.by) return undefined;
  if (call.state !== 'connected' && call.state !== 'held')
    return object(
      'call',
      `call ${name} ${standing(call)}`,
      call.state === 'parked' ? 'retrieve it first' : 'make another call',
    );
  const [one, two] = call.pair;
  if (otherOf(call, deed.by) === undefined) {
    const message = `${deed.by} is not in call ${name} here, it is between ${one} and ${two}`;
    return object('by', message, `say ${one} or ${two}`);
  }
  const holds = holdersOf(call).includes(deed.by);
  if (deed.verb === 'hold' && holds) return object('by', `${deed.by} holds call ${name} already`, 'resume it first');
  if (deed.verb === 'resume' && !holds) return object('by', `${deed.by} does not hold call ${name}`, 'hold it first');
  if (deed.verb === 'transfer' && call.pair.includes(deed.to))
    return object('to', `${deed.to} is in call ${name} already`, 'transfer it to a third party');
  return undefined;
}

function objectionToRetrieval(name: string, call: ScenarioCall, by: Party): Objection | undefined {
  if (call.lastPark === undefined) return object('call', `call ${name} was never parked`, 'park it first');
  if (call.state !== 'parked')
    return object('call', `call ${name} ${standing(call)}`, 'only a parked call can be retrieved');
  return call.parkee === by
    ? object('by', `${by} is the one who is parked`, 'another party must retrieve the call')
    : undefined;
}

/** That a party holds the call, or has resumed it, is heard only while the other party does not hold it as well. */
function heldByOther(name: string, call: ScenarioCall | undefined, deed: Deed): Objection | undefined {
  if (deed.verb !== 'hold' && deed.verb !== 'resume') return undefined;
  const other = holdersOf(call).find((holder) => holder !== deed.by);
  if (other === undefined) return undefined;
  const message = `${other} holds call ${name} here, so a ${deed.verb} by ${deed.by} cannot be heard`;
  return object('by', message, `let ${other} resume it first`);
}

function objectionToOutcome(name: string, call: ScenarioCall, outcome: Outcome): Objection | undefined {
  const unless = (holds: boolean, hint: string): Objection | undefined =>
    holds ? undefined : object('is', `call ${name} ${standing(call)}, it cannot be \`${outcome}\``, hint);
  switch (outcome) {
    case 'connected':
      return unless(call.state === 'connected', call.state === 'held' ? 'resume it first' : 'retrieve it first');
    case 'held':
      return unless(call.state === 'held', 'hold it first');
    case 'parked':
      return unless(call.state === 'parked', 'park it first');
    case 'disconnected':
    case 'forgotten':
      return unless(call.state !== 'over', 'check it once');
    case 'nobody':
      return call.lastPark === undefined
        ? object('is', `call ${name} was never parked, it has no orbit to look at`, 'park it first')
        : undefined;
  }
}

function objectionToSetting(name: string, call: ScenarioCall, setting: Setting): Objection | undefined {
  if (call.lastPark === undefined)
    return object('call', `call ${name} was never parked, it shows no setting`, 'park it first');
  const waits = call.state === 'parked' || (call.state === 'delivered' && setting === 'timeout-target');
  if (setting === 'orbits' || waits) return undefined;
  const message = `call ${name} ${standing(call)}, it cannot show \`${setting}\``;
  return object('setting', message, 'check it while the call is parked');
}

/** A timer is outlived by a call that waits no longer: it goes on between its parties, or is over. */
function objectionToTimer(name: string, call: ScenarioCall): Objection | undefined {
  if (call.lastPark === undefined)
    return object('call', `call ${name} was never parked, no timer runs for it`, 'park it first');
  if (call.state === 'connected' || call.state === 'over') return undefined;
  const hints = {
    held: 'resume it first',
    parked: 'let a party retrieve it first, or the parkee hang up',
    delivered: 'let a party retrieve the call before its time is up',
  } as const;
  return object('outlives', `call ${name} ${standing(call)}, it cannot outlive a timer`, hints[call.state]);
}

function standing(call: ScenarioCall): string {
  switch (call.state) {
    case 'connected':
      return `is between ${call.pair.join(' and ')} here`;
    case 'held':
      return `is on hold between ${call.pair.join(' and ')} here`;
    case 'parked':
      return 'is parked here';
    case 'delivered':
      return 'has gone to its timeout target here';
    case 'over':
      return 'is over here';
  }
}

function object(field: Objection['field'], message: string, hint: string): Objection {
  return { field, message, hint };
}
