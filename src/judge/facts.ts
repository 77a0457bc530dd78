/** A history opened for judging: everything that is derived from it once, for all checks. */
import type { Candidate } from '../candidate/candidate.ts';
import { Crossings } from '../history/crossings.ts';
import type { EndEvent, HistoryEvent, RunEvent } from '../history/event.ts';
import { readerOf } from '../dialect/dialects.ts';
import type { ReadDialect, Reading } from '../dialect/reading.ts';
import { type Cell, type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { type Action, actionsOf } from './evidence/actions.ts';
import { Hearing } from './evidence/hearing.ts';
import { type Dialogs, dialogsOf, isLive, type Leg } from './evidence/legs.ts';
import { Messages, readMessages } from './evidence/seen-messages.ts';
import { legsIn } from './evidence/ownership.ts';
import { hostPort, isPhone, leadsToCandidate, type PhoneAddresses } from './evidence/phone-addresses.ts';
import { Phases } from './evidence/phases.ts';
import { type PlannedStep, planSteps } from './situation/planned-calls.ts';

export interface Facts extends Reading {
  readonly run: RunEvent;
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** In the order of their numbers. */
  readonly events: readonly HistoryEvent[];
  readonly plan: readonly PlannedStep[];
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly dialogs: Dialogs;
  readonly hearing: Hearing;
  /** How messages got across our own bad network. */
  readonly crossings: Crossings;
  readonly phases: Phases;
  /** Undefined when the history breaks off. */
  readonly end: EndEvent['why'] | undefined;
  readonly phones: PhoneAddresses;
  /** How parking is read out of the history. */
  readonly read: ReadDialect;
}

/** @param read  the dialect; that of the candidate unless told. */
export function openFacts(
  run: RunEvent,
  history: readonly HistoryEvent[],
  read: ReadDialect = readerOf(run.candidate),
): Facts {
  const events = history.toSorted((a, b) => a.n - b.n);
  const end = events.findLast((event) => event.kind === 'end')?.why;
  const phones = new Set(events.flatMap((event) => (event.kind === 'sip' ? [hostPort(event.local)] : [])));
  const given = { run, cell: run.cell, candidate: run.candidate, plan: planSteps(run.cell), end, phones, read };
  return derive(given, events, new Messages(readMessages(events)));
}

/** The case as it stood after an event: what came later cannot prove or disprove what was judged then. */
export function upToEvent(facts: Facts, n: number): Facts {
  const { run, cell, candidate, plan, end, phones, read } = facts;
  const events = facts.events.filter((event) => event.n <= n);
  const messages = new Messages(facts.messages.all.filter((seen) => seen.n <= n));
  return derive({ run, cell, candidate, plan, end, phones, read }, events, messages);
}

type Given = Pick<Facts, 'run' | 'cell' | 'candidate' | 'plan' | 'end' | 'phones' | 'read'>;

function derive(given: Given, events: readonly HistoryEvent[], messages: Messages): Facts {
  const { run, candidate, phones, read } = given;
  const evidence = {
    actions: actionsOf(events),
    messages,
    dialogs: dialogsOf(messages),
    hearing: new Hearing(events),
    crossings: new Crossings(events),
  };
  const poolAt = (address: string): PoolName | undefined => POOLS.find((pool) => run.pools[pool] === address);
  const reading = read({ ...evidence, candidate, phones, poolAt });
  return { ...given, ...evidence, ...reading, events, phases: new Phases(events) };
}

/** A party's leg in a call at a moment: the youngest that is up, else the youngest there was. */
export function legOf(facts: Facts, party: Party, call: string, n: number): Leg | undefined {
  return youngest(legsIn(facts.owners, party, call), n);
}

export function youngest(legs: readonly Leg[], n: number): Leg | undefined {
  const answered = legs.filter((leg) => leg.accept.n <= n);
  return answered.findLast((leg) => isLive(leg, n)) ?? answered.at(-1);
}

/** A leg whose peer is no other phone is with the candidate. */
export function isWithCandidate({ phones }: Facts, { remoteTarget }: Leg): boolean {
  return leadsToCandidate(phones, remoteTarget);
}

/** From a pool, or from whatever else the candidate speaks with. */
export function isFromCandidate({ phones }: Facts, remote: string): boolean {
  return !isPhone(phones, remote);
}
