/** A history opened for judging: everything that is derived from it once, for all checks. */
import type { Candidate } from '../../candidate/candidate.ts';
import { Crossings } from '../../history/crossings.ts';
import type { EndEvent, HistoryEvent, RunEvent } from '../../history/event.ts';
import { parseUri } from '../../sip/uri.ts';
import { type Cell, type Party, POOLS, type PoolName } from '../../suite/cell.ts';
import { type Action, actionsOf } from './actions.ts';
import { Hearing } from './hearing.ts';
import { type Dialogs, dialogsOf, isLive, type Leg } from './legs.ts';
import { type Lookup, lookupsOf } from './lookups.ts';
import { Messages, readMessages } from './seen-messages.ts';
import { legsIn, type Owners, ownersOf } from './ownership.ts';
import { type Parking, parkingsOf } from './parkings.ts';
import { Phases } from './phases.ts';
import { type PlannedStep, plannedSteps } from '../../suite/planned-steps.ts';

export interface Facts {
  readonly run: RunEvent;
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** In the order of their numbers. */
  readonly events: readonly HistoryEvent[];
  readonly plan: readonly PlannedStep[];
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly dialogs: Dialogs;
  readonly owners: Owners;
  readonly hearing: Hearing;
  /** How messages got across our own bad network. */
  readonly crossings: Crossings;
  readonly phases: Phases;
  readonly lookups: readonly Lookup[];
  readonly parkings: readonly Parking[];
  /** Undefined when the history breaks off. */
  readonly end: EndEvent['why'] | undefined;
  /** Addresses of the phones, `127.0.0.1:40001`. */
  readonly phones: ReadonlySet<string>;
}

export function openFacts(run: RunEvent, history: readonly HistoryEvent[]): Facts {
  const events = history.toSorted((a, b) => a.n - b.n);
  const end = events.findLast((event) => event.kind === 'end')?.why;
  const phones = new Set(events.flatMap((event) => (event.kind === 'sip' ? [hostPort(event.local)] : [])));
  const given = { run, cell: run.cell, candidate: run.candidate, plan: plannedSteps(run.cell), end, phones };
  return derive(given, events, new Messages(readMessages(events)));
}

/** The case as it stood after an event: what came later cannot prove or disprove what was judged then. */
export function upToEvent(facts: Facts, n: number): Facts {
  const { run, cell, candidate, plan, end, phones } = facts;
  const events = facts.events.filter((event) => event.n <= n);
  const messages = new Messages(facts.messages.all.filter((seen) => seen.n <= n));
  return derive({ run, cell, candidate, plan, end, phones }, events, messages);
}

type Given = Pick<Facts, 'run' | 'cell' | 'candidate' | 'plan' | 'end' | 'phones'>;

function derive(given: Given, events: readonly HistoryEvent[], messages: Messages): Facts {
  const { run, candidate, phones } = given;
  const actions = actionsOf(events);
  const dialogs = dialogsOf(messages);
  const timeoutTargets = new Set(POOLS.flatMap((pool) => candidate.settings[pool].timeoutTarget ?? []));
  const isPhone = (address: string): boolean => phones.has(hostPort(address));
  const owners = ownersOf({ actions, messages, dialogs, isPhone, timeoutTargets });
  const lookups = lookupsOf(actions, messages);
  const poolAt = (address: string): PoolName | undefined => POOLS.find((pool) => run.pools[pool] === address);
  return {
    ...given,
    events,
    actions,
    messages,
    dialogs,
    owners,
    lookups,
    hearing: new Hearing(events),
    crossings: new Crossings(events),
    phases: new Phases(events),
    parkings: parkingsOf({ actions, messages, owners, lookups, poolAt }),
  };
}

/** A party's leg in a call at a moment: the youngest that is up, else the youngest there was. */
export function legOf(facts: Facts, party: Party, call: string, n: number): Leg | undefined {
  const legs = legsIn(facts.owners, party, call).filter((leg) => leg.accept.n <= n);
  return legs.findLast((leg) => isLive(leg, n)) ?? legs.at(-1);
}

/** A leg whose peer is no other phone is with the candidate. */
export function isWithCandidate(facts: Facts, leg: Leg): boolean {
  const uri = leg.remoteTarget === undefined ? undefined : parseUri(leg.remoteTarget);
  return uri !== undefined && !facts.phones.has(`${uri.host}:${uri.port ?? 5060}`);
}

/** From a pool, or from whatever else the candidate speaks with. */
export function isFromCandidate(facts: Facts, remote: string): boolean {
  return !facts.phones.has(hostPort(remote));
}

function hostPort(address: string): string {
  return address.slice(address.indexOf(':') + 1);
}
