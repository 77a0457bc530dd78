/** Never a stranger: a party's tone heard by a party that is in no call with it fails every check of that time. */
import type { Party } from '../../suite/cell.ts';
import type { Facts } from '../evidence/facts.ts';
import { callsFromPool } from '../outcome/settings/ringbacks.ts';
import { isParty, type Range, type Span } from '../evidence/hearing.ts';

export interface Stranger {
  readonly n: number;
  readonly listener: Party;
  readonly speaker: Party;
}

export function strangerIn(facts: Facts, range: Range): Stranger | undefined {
  for (const span of facts.hearing.spans) {
    if (!overlaps(span, range)) continue;
    const { tap, voice } = span;
    const n = Math.max(span.fromN, range.from);
    if (!isParty(voice) || voice === tap || areTogether(facts, tap, voice, n)) continue;
    return { n: span.fromN, listener: tap, speaker: voice };
  }
  return undefined;
}

function overlaps(span: Span, range: Range): boolean {
  return span.fromN <= range.to && (span.toN === undefined || span.toN >= range.from);
}

function areTogether(facts: Facts, a: Party, b: Party, n: number): boolean {
  const calls = new Set(facts.actions.flatMap(({ call }) => call ?? []));
  return [...calls].some((call) => {
    const members = membersOf(facts, call, n);
    return members.has(a) && members.has(b);
  });
}

/** The parties that the spec has brought into a call so far, even in vain, and the timeout target once it was rung. */
function membersOf(facts: Facts, call: string, n: number): ReadonlySet<Party> {
  const members = new Set<Party>();
  for (const { verb, by, to, call: label, asked, of } of facts.actions) {
    if (label !== call || asked.n > n || by === undefined || isForbidden(facts, of)) continue;
    if (verb === 'call' || verb === 'retrieve') members.add(by);
    if ((verb === 'call' || verb === 'transfer') && to !== undefined) members.add(to);
  }
  for (const parking of facts.parkings) {
    const target = facts.candidate.settings[parking.pool].timeoutTarget;
    const party = facts.cell.parties.find((each) => each === target);
    if (parking.call !== call || party === undefined) continue;
    if (callsFromPool(facts, parking, party, n).length > 0) members.add(party);
  }
  return members;
}

/** An attempt of a `cannot:` check brings no party into the call. */
function isForbidden(facts: Facts, of: string | undefined): boolean {
  const frame = of === undefined ? undefined : facts.actions.find(({ id }) => id === of);
  const step = facts.plan.find(({ step: each }) => each.kind === 'check' && each.id === frame?.asked.check)?.step;
  return step?.kind === 'check' && step.expect.kind === 'cannot';
}
