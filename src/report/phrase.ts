/** What a check demands, in a few plain words; with its id, the name of its test. */
import type { Cell, Check, Expectation, Trial } from '../suite/cell.ts';
import { AFTERMATH } from '../suite/planned-checks.ts';

function phraseOf(expect: Expectation): string {
  switch (expect.kind) {
    case 'is':
      return expect.outcome === 'nobody'
        ? `nobody is left in call ${expect.call}`
        : `call ${expect.call} is ${expect.outcome}`;
    case 'can':
      return `${expect.deed.by} can ${deedPhrase(expect.deed)}`;
    case 'cannot':
      return `${expect.deed.by} cannot ${deedPhrase(expect.deed)}`;
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

export function checksOf(cell: Cell): readonly Check[] {
  return cell.scenario.flatMap((part) => part.steps).filter((step) => step.kind === 'check');
}

/** The phrase of a planned check, also of the aftermath that no file writes down. */
export function checkPhrase(cell: Cell, id: string): string {
  const check = checksOf(cell).find((one) => one.id === id);
  if (check !== undefined) return phraseOf(check.expect);
  return id === `${cell.id}/${AFTERMATH}` ? 'nothing is left behind' : 'unknown check';
}
