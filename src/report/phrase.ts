/** What a check demands, in a few plain words that say how it should be, never how not; with its id, the name of its test. */
import type { Cell, Check, Expectation, Trial } from '../suite/cell.ts';
import { AFTERMATH } from '../suite/planned-checks.ts';

function phraseOf(expect: Expectation): string {
  switch (expect.kind) {
    case 'is':
      return expect.outcome === 'nobody'
        ? `every orbit of call ${expect.call} is empty`
        : `call ${expect.call} is ${expect.outcome}`;
    case 'can':
      return `${expect.deed.by} can ${deedPhrase(expect.deed)}`;
    case 'cannot':
      return `${deedName(expect.deed)} is refused`;
    case 'setting':
      return `call ${expect.call} is parked with the ${expect.setting.replaceAll('-', ' ')} of the ${expect.of} pool`;
    case 'outlives':
      return `call ${expect.call} outlives the ${expect.timer.replaceAll('-', ' ')} of the ${expect.of} pool`;
    case 'announces':
      return `${expect.by} is told of ${expect.mode === 'resiliency' ? 'resiliency mode' : 'full service'}`;
  }
}

/** `retrieve call A`, `transfer call A to dave` */
function deedPhrase(deed: Trial): string {
  switch (deed.verb) {
    case 'call':
      return `call ${deed.to}`;
    case 'transfer':
      return `transfer call ${deed.call} to ${deed.to}${deed.how === 'attended' ? ' after asking' : ''}`;
    case 'hangup':
      return `hang up call ${deed.call}`;
    case 'register':
      return 'register';
    case 'park':
    case 'retrieve':
    case 'hold':
    case 'resume':
      return `${deed.verb} call ${deed.call}`;
  }
}

/** `bob's retrieval of call A`, `bob's call to dave` */
function deedName(deed: Trial): string {
  switch (deed.verb) {
    case 'call':
      return `${deed.by}'s call to ${deed.to}`;
    case 'register':
      return `${deed.by}'s registration`;
    case 'transfer':
      return `${deed.by}'s transfer of call ${deed.call} to ${deed.to}`;
    case 'park':
    case 'retrieve':
    case 'hold':
    case 'resume':
    case 'hangup':
      return `${deed.by}'s ${DEED_NAMES[deed.verb]} of call ${deed.call}`;
  }
}

const DEED_NAMES = {
  park: 'park',
  retrieve: 'retrieval',
  hold: 'hold',
  resume: 'resumption',
  hangup: 'hang-up',
} as const;

export function checksOf(cell: Cell): readonly Check[] {
  return cell.scenario.flatMap((part) => part.steps).filter((step) => step.kind === 'check');
}

/** The phrase of a planned check, also of the aftermath that no file writes down. */
export function checkPhrase(cell: Cell, id: string): string {
  const check = checksOf(cell).find((one) => one.id === id);
  if (check !== undefined) return phraseOf(check.expect);
  return id === `${cell.id}/${AFTERMATH}` ? 'every call is over, and every orbit is free' : 'unknown check';
}
