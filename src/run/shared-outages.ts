/**
 * Which cells share an outage (`--together`), and which have one to themselves and why. Cells that share one must not show
 * in each other's verdicts: each has users and orbits of its own, and none waits for what another does not allow. Pure.
 */
import { appliesTo, type Candidate, sizeOf } from '../candidate/candidate.ts';
import { needsWitness } from '../candidate/phone-policy.ts';
import { type User, type Users, usersOf } from '../candidate/users.ts';
import { type Cell, PARTIES, type Party, POOLS, type PoolName, type Step } from '../suite/cell.ts';
import { waitsForPickup } from './cell-weight.ts';
import { callOf, deedOf } from '../suite/call-of-step.ts';

export interface SharedCell {
  readonly cell: Cell;
  /** With users that no other cell of its outage has. */
  readonly candidate: Candidate;
}

export interface LoneCell {
  readonly cell: Cell;
  readonly why: string;
}

export interface OutagePlan {
  /** Each of two cells or more. */
  readonly shared: ReadonlyArray<readonly SharedCell[]>;
  readonly alone: readonly LoneCell[];
}

/** Cells of one outage; their phones are in one process. */
const MOST_CELLS = 8;

/** What a cell needs, and does to others. */
interface Needs {
  readonly cell: Cell;
  readonly users: number;
  readonly orbits: Readonly<Record<PoolName, number>>;
  /** It looks for nobody at an orbit, which may be given to another call that is parked later. */
  readonly seeks: boolean;
  readonly parksLater: boolean;
  /** Its call waits in an orbit while phases change: the pickup timeout must not end for others' sake. */
  readonly holds: boolean;
}

/** @param cells  in the order in which they are to begin */
export function planOutages(cells: readonly Cell[], candidate: Candidate): OutagePlan {
  const groups: Needs[][] = [];
  const alone: LoneCell[] = [];
  const users = allUsers(candidate);
  for (const cell of cells) {
    const why = whyAlone(cell, candidate);
    if (why !== undefined) {
      alone.push({ cell, why });
      continue;
    }
    const needs = needsOf(cell, candidate);
    const group = groups.find((others) => whyNot(others, needs, candidate, users.length) === undefined);
    if (group === undefined) groups.push([needs]);
    else group.push(needs);
  }
  for (const [first] of groups.filter((group) => group.length === 1)) {
    if (first !== undefined) alone.push({ cell: first.cell, why: whyWithNone(first, groups, candidate, users.length) });
  }
  return {
    shared: groups.filter((group) => group.length > 1).map((group) => withUsers(group, candidate, users)),
    alone,
  };
}

/** What keeps a cell from each of the others. */
function whyWithNone(one: Needs, groups: readonly Needs[][], candidate: Candidate, users: number): string {
  const others = groups.filter((group) => group[0] !== one);
  const reasons = new Set(others.flatMap((group) => whyNot(group, one, candidate, users) ?? []));
  return reasons.size === 0 ? 'no other cell could share it' : [...reasons].join('; ');
}

/** Undefined for a cell that may share an outage. */
function whyAlone(cell: Cell, candidate: Candidate): string | undefined {
  if (!appliesTo(cell, candidate)) return 'it does not apply to the candidate';
  if (cell.fills !== undefined) return `it fills all orbits of the ${cell.fills.pool}`;
  const steps = cell.scenario.flatMap((part) => part.steps);
  if (steps.some(waitsForPickup)) return 'it waits for a timer of parked calls, and other calls would wait with it';
  if (!cell.scenario.some(({ phase }) => phase === 'outage')) return 'it has no outage';
  const { state, orbit } = candidate.dialect;
  if (!steps.some((step) => deedOf(step)?.verb === 'park')) return undefined;
  if (orbit === 'chosen' || orbit === 'state')
    return `it parks, and the orbit is found by its state (\`orbit.from: ${orbit}\`), which parks of others change`;
  if (state.hook !== undefined || state.match !== undefined)
    return 'it parks, and the pools do not show whose call is at an orbit';
  return undefined;
}

function needsOf(cell: Cell, candidate: Candidate): Needs {
  const parked: Record<PoolName, Set<string>> = { primary: new Set(), backup: new Set() };
  const waiting = new Set<string>();
  let [parksLater, holds] = [false, false];
  for (const { phase, steps } of cell.scenario) {
    if (waiting.size > 0 && phase !== 'outage') holds = true;
    // The outage ends what was parked before it.
    if (phase === 'outage') waiting.clear();
    for (const step of steps) {
      const [deed, call] = [deedOf(step), callOf(step)];
      if (deed === undefined || call === undefined) continue;
      if (deed.verb === 'park') {
        // Also where it must be refused: a server that parks all the same takes an orbit.
        parked[candidate.homes[phase]].add(call);
        parksLater ||= phase !== 'normal';
        if (step.kind === 'act' || step.expect.kind === 'can') waiting.add(call);
      }
      if (deed.verb === 'retrieve' || deed.verb === 'hangup') waiting.delete(call);
    }
  }
  return {
    cell,
    users: partiesOf(cell, candidate).length,
    orbits: { primary: parked.primary.size, backup: parked.backup.size },
    seeks: cell.scenario.some(({ steps }) => steps.some(looksForNobody)),
    parksLater,
    holds,
  };
}

function looksForNobody(step: Step): boolean {
  return step.kind === 'check' && step.expect.kind === 'is' && step.expect.outcome === 'nobody';
}

/** One more phone is opened where the policy of the phones needs a witness. */
function partiesOf(cell: Cell, candidate: Candidate): readonly Party[] {
  const spare = needsWitness(candidate) ? PARTIES.find((party) => !cell.parties.includes(party)) : undefined;
  return spare === undefined ? cell.parties : [...cell.parties, spare];
}

/** Undefined when the cell fits into the group. */
function whyNot(group: readonly Needs[], one: Needs, candidate: Candidate, users: number): string | undefined {
  const all = [...group, one];
  if (all.some(({ seeks }) => seeks) && all.some(({ parksLater }) => parksLater))
    return 'one cell looks for nobody at an orbit that another may be given';
  if (all.some(({ holds }) => holds) && !all.every(({ holds }) => holds))
    return 'a call of one cell waits in an orbit while others take their time';
  const needed = all.reduce((sum, each) => sum + each.users, 0);
  if (needed > users) return `they need ${needed} users, and the candidate file has ${users} (\`accounts.spares\`)`;
  for (const pool of POOLS) {
    const calls = all.reduce((sum, { orbits }) => sum + orbits[pool], 0);
    const has = sizeOf(candidate.pools[pool].orbits);
    if (calls > has) return `they need ${calls} orbits of the ${pool}, which has ${has}`;
  }
  return all.length > MOST_CELLS ? `an outage has room for ${MOST_CELLS} cells` : undefined;
}

function allUsers(candidate: Candidate): readonly User[] {
  const own = usersOf(candidate);
  return [...PARTIES.map((party) => own[party]), ...(candidate.spares ?? [])];
}

function withUsers(group: readonly Needs[], candidate: Candidate, users: readonly User[]): readonly SharedCell[] {
  const { spares: _, ...stated } = candidate;
  const own = usersOf(candidate);
  let taken = 0;
  return group.map(({ cell }) => {
    const given: Record<Party, User> = { ...own };
    for (const party of partiesOf(cell, candidate)) {
      given[party] = users[taken] ?? own[party];
      taken += 1;
    }
    return { cell, candidate: { ...stated, users: given satisfies Users } };
  });
}

/** User parts of the addresses of the phones of a cell. */
export function usersWithPhones({ cell, candidate }: SharedCell): readonly string[] {
  return partiesOf(cell, candidate).map((party) => usersOf(candidate)[party].name);
}
