/** The plan of a run in words, for those who want to know it before anything is done. Pure. */
import type { Candidate, EdgeProfile, Outage, PoolProfile } from '../candidate/candidate.ts';
import { httpOrders } from '../candidate/http-orders.ts';
import { manualOrders } from '../candidate/manual-order.ts';
import { secretNames } from '../candidate/secret-names.ts';
import { aorOf, usersOf } from '../candidate/users.ts';
import { withOutage } from '../candidate/with-outage.ts';
import { numericHost } from '../numeric-host.ts';
import type { BadNetwork, Phones } from '../history/event.ts';
import { type Cell, PARTIES, POOLS } from '../suite/cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import type { OutagePlan } from '../run/shared-outages.ts';
import { outageLines } from './outage-lines.ts';
import { hostOf, MOVES, type PlannedMove, plannedMoves, plannedReset, type PlannedStep } from './planned-moves.ts';
import { candidateLine, count, exactTime, networkFact } from './words.ts';
import { wrapped } from './wrapped.ts';

export interface DryRun {
  readonly candidate: Candidate;
  readonly cells: readonly Cell[];
  readonly phones: Phones;
  readonly outage: Outage | undefined;
  readonly network: BadNetwork | undefined;
  /** How many cells run at a time. */
  readonly workers: number;
  /** Which cells share an outage, where that was asked for. */
  readonly outages?: OutagePlan | undefined;
}

/** In characters. */
const WIDTH = 80;
const LABEL = 14;

/** Lines of at most 80 characters, each with its end. */
export function renderDryRun(run: DryRun): string {
  const { candidate, cells, phones } = run;
  const lines = [
    ...wrapped(candidateLine(candidate, phones), WIDTH, '  '),
    ...facts(run),
    '',
    ...beforeEachCell(candidate),
    ...transitions(run),
    ...afterEachCell(candidate),
    `${count(cells.length, 'cell')}, ${run.workers === 1 ? 'one' : `up to ${run.workers}`} at a time`,
    ...cells.flatMap(cellLines),
    ...(run.outages === undefined
      ? []
      : ['', ...outageLines(run.outages).flatMap((line) => wrapped(line, WIDTH, '  '))]),
    '',
    'Nothing was started and nothing was sent.',
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function facts({ candidate, cells, network, outage }: DryRun): readonly string[] {
  const hosts = new Set(httpOrders(candidate).flatMap(({ order }) => hostOf(order.url) ?? []));
  const parties = PARTIES.filter((party) => cells.some((cell) => cell.parties.includes(party)));
  const users = parties.map((party) => `${party} as ${aorOf(usersOf(candidate)[party])}`);
  const secrets = secretNames(candidate);
  const operator = manualOrders(candidate).length === 0 ? '' : ', beside the time of the operator';
  return [
    ...fact('file', candidate.file),
    ...fact('runtime', RUNTIMES[candidate.runtime]),
    ...POOLS.flatMap((pool) => fact(pool, poolText(candidate, candidate.pools[pool]))),
    ...(candidate.edge === undefined ? [] : fact('edge', edgeText(candidate, candidate.edge))),
    ...names(candidate),
    ...fact('requests to', hosts.size === 0 ? 'nobody but the pools' : [...hosts].join(', ')),
    ...fact('registers', users.join(', ')),
    ...fact('secrets', secrets.length === 0 ? 'none' : secrets.join(', ')),
    ...(network === undefined ? [] : fact('network', networkFact(network))),
    ...(outage === undefined ? [] : fact('outage', `--outage ${outage}, instead of what the file says`)),
    ...fact('deadline', `a cell is given up after ${exactTime(candidate.bounds.cell)}${operator}`),
  ];
}

/** What is asked of DNS: nothing is sent to an address that it gives and the file does not know. */
function names({ resolvers, phones, pools, edge }: Candidate): readonly string[] {
  const uri = phones?.locate;
  const asked = [pools.primary, pools.backup, edge].flatMap((one) =>
    one?.host === undefined || numericHost(one.host) !== undefined ? [] : [one.host],
  );
  if (uri === undefined && asked.length === 0) return [];
  const whom = resolvers === undefined ? 'the DNS servers of this machine' : resolvers.join(', ');
  const led = edge === undefined ? 'the pools' : 'the edge';
  return [
    ...fact('names', [...asked, ...(uri === undefined ? [] : [uri])].join(', ') + `, looked up at ${whom}`),
    ...(uri === undefined
      ? []
      : fact('phones know', `${uri} alone; what DNS leads to and is none of ${led} above gets nothing`)),
  ];
}

const RUNTIMES: Readonly<Record<Candidate['runtime'], string>> = {
  process: 'process: parkspec starts both pools of each cell on this machine',
  docker: 'docker: parkspec starts both pools of each cell in containers',
  remote: 'remote: the pools run already; parkspec starts none of them',
};

function poolText({ runtime }: Candidate, { http, orbits, ...listening }: PoolProfile): string {
  const admin = http === undefined ? 'no administration' : `administration at ${portText(http)}`;
  return `${listeningText(runtime, listening)}, ${admin}, orbits ${orbits.first}-${orbits.last}`;
}

function edgeText({ runtime }: Candidate, edge: EdgeProfile): string {
  return `${listeningText(runtime, edge)}, in front of both pools: all that the phones know`;
}

function listeningText(runtime: Candidate['runtime'], { transport, host, port }: Omit<EdgeProfile, 'docker'>): string {
  return `${transport} at ${portText(port)}${host === undefined ? PLACES[runtime] : ` of ${host}`}`;
}

const PLACES: Readonly<Record<Candidate['runtime'], string>> = {
  process: ' of 127.0.0.1',
  docker: ' of an address of its own',
  remote: '',
};

function portText(port: number | 'auto'): string {
  return port === 'auto' ? 'a free port' : `port ${port}`;
}

function fact(label: string, text: string): readonly string[] {
  return wrapped(`  ${label.padEnd(LABEL)}${text}`, WIDTH, ' '.repeat(LABEL + 2));
}

function transitions({ candidate, outage, cells }: DryRun): readonly string[] {
  const walked = MOVES.filter((phase) => cells.some(({ scenario }) => scenario.some((part) => part.phase === phase)));
  const moves = plannedMoves(outage === undefined ? candidate : otherwise(candidate, outage));
  return moves.filter(({ phase }) => walked.includes(phase)).flatMap((move) => [...moveLines(move), '']);
}

/** As `--outage` has it. */
function otherwise(candidate: Candidate, outage: Outage): Candidate {
  const { transitions: own } = candidate;
  const entries = MOVES.map((phase) => [phase, { ...own[phase], actions: withOutage(own[phase].actions, outage) }]);
  return { ...candidate, transitions: { ...own, ...Object.fromEntries(entries) } };
}

/** Of a pair that runs already. */
function beforeEachCell(candidate: Candidate): readonly string[] {
  if (candidate.reset === undefined) return [];
  const states = candidate.capabilities.includes('orbit-status') ? '; no orbit is in use' : '';
  const fresh = `  begun when both pools answer OPTIONS; every phone is registered at the primary${states}`;
  const within = exactTime(candidate.reset.within);
  return [
    'before each cell',
    ...stepLines(plannedReset(candidate)),
    ...wrapped(`${fresh}, within ${within}`, WIDTH, '    '),
    '',
  ];
}

function afterEachCell({ runtime }: Candidate): readonly string[] {
  if (runtime !== 'remote') return [];
  const rest = '  - what is left of the transitions is done, up to restored, also after Ctrl-C';
  return ['after each cell', rest, '  - the phones withdraw their registrations', ''];
}

function stepLines(steps: readonly PlannedStep[]): readonly string[] {
  return steps.flatMap(({ what, who, proof, within: bound }) => [
    ...wrapped(`  - ${what}`, WIDTH, '    '),
    ...wrapped(`    by ${who}, within ${exactTime(bound)}`, WIDTH, '    '),
    ...(proof === undefined ? [] : wrapped(`    proof: ${proof}`, WIDTH, '    ')),
  ]);
}

function moveLines({ phase, steps, proofs, within }: PlannedMove): readonly string[] {
  return [
    phase,
    ...(steps.length === 0 ? ['  - nothing is done: the server sees to it by itself'] : stepLines(steps)),
    ...wrapped(`  reached when ${proofs.join('; ')}, within ${exactTime(within)}`, WIDTH, '    '),
  ];
}

function cellLines(cell: Cell): readonly string[] {
  const phases = cell.scenario.map(({ phase }) => phase).join(', ');
  const head = `  ${cell.id.padEnd(8)}${count(plannedChecks(cell).length, 'check')}: `;
  return wrapped(`${head}${phases}`, WIDTH, ' '.repeat(10));
}
