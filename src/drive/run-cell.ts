/** Runs one cell on a bench of its own and leaves its history behind. */
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { appliesTo, type Candidate, type Outage } from '../candidate/candidate.ts';
import { type Beside, HISTORY_SCHEMA, type HistoryEvent, type Phones, type RunEvent } from '../history/event.ts';
import { Recorder } from '../history/recorder.ts';
import { patienceFor } from '../network/patience.ts';
import { settledWithin } from '../settled-within.ts';
import type { PhoneDriver } from '../phone/phone.ts';
import type { Member } from '../candidate/member.ts';
import type { Cell } from '../suite/cell.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { CleanUps } from '../runtime/clean-ups.ts';
import { noteTrouble } from './act.ts';
import { dialectOf } from '../dialect/dialects.ts';
import { CallBook } from './call-book.ts';
import { UnansweredByes } from './unanswered-byes.ts';
import { VainWaits } from './vain-waits.ts';
import { LoadMeter } from './load-meter.ts';
import { ReceivedRequests } from './received-requests.ts';
import type { Stage } from './stage.ts';
import { Traffic } from './traffic.ts';
import { type Walk, walk } from './walk.ts';
import { Ending } from './ending.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import { cellDeadline, type Network, recorded, waitedFor } from './bad-network.ts';
import { phoneDriver } from './phone-driver.ts';
import { Opening } from './opening.ts';
import { openPhones } from './open-phones.ts';
import { addressText, everyMember, type Pool, type Straggler } from '../runtime/pool.ts';
import type { Pools, Runtime } from '../runtime/pools.ts';
import { runtimeOf } from '../runtime/runtimes.ts';
import { withPasswords } from '../candidate/passed-variables.ts';
import { isCommon, secretsOf, secretValues } from '../candidate/secret-values.ts';
import type { Users } from '../candidate/users.ts';
import type { Rider, SharedOutage, SharedParts } from './together/shared-outage.ts';
import type { Secrets } from '../secrets.ts';
import { faultRecord, reachPhase } from './transition/reach-phase.ts';
import { Scripts } from '../runtime/process/scripts.ts';
import type { OnAsk } from '../candidate/operator-question.ts';
import { Operator } from '../fault/operator.ts';
import { FaultWatch } from '../fault/fault-watch.ts';
import { demandFaults } from '../fault/of-runtime.ts';
import { withOutage } from '../candidate/with-outage.ts';
import { ownerText, thisProcess } from '../process-owner.ts';
import { Curtain } from './way-back/curtain.ts';
import { leaveAsFound, returnPair } from './way-back/leave-as-found.ts';
import { undoPath } from './way-back/undo-record.ts';
import type { BringBackOptions } from './way-back/bring-back.ts';
import { WayBack } from './way-back/way-back.ts';

export interface RunCellOptions {
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** Where `history.jsonl` and the processes' logs go; made when missing. */
  readonly directory: string;
  /** Id of the run that it belongs to, where it belongs to one. */
  readonly run?: string;
  readonly outage?: Outage;
  /** Whose SIP the phones speak, `native` unless told. */
  readonly phones?: Phones;
  /** Where the pools run, where that is none of our runtimes. */
  readonly runtime?: Runtime;
  /** What opens the phones, where that is neither our own nor SIPp. */
  readonly driver?: PhoneDriver;
  /** The bad network that the phones are behind; left out, there is nothing between them and the world. */
  readonly network?: Network;
  /** Where it is noted how a pair that runs already is brought back; in a folder of this user, unless told. */
  readonly undo?: string;
  /** The outage that it shares with other cells of this process. */
  readonly together?: Together;
  /** How the cell is walked, where that is not by its scenario. */
  readonly walk?: Walk;
  /** Longest time that the cell may take, in ms, where that is not the bound of the candidate. */
  readonly within?: number;
  /** Shows an operator what is to be done. */
  readonly onAsk?: OnAsk | undefined;
  /** Told of all that is recorded. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Asked after each step and phase: whether the scenario goes on. Always, unless told. */
  readonly goesOn?: () => boolean;
  /** Aborted when the run is interrupted: the cell ends as soon as everything is cleaned up. */
  readonly signal: AbortSignal;
}

/** Cells that share an outage. */
export interface Together {
  readonly outage: SharedOutage;
  readonly beside: Beside;
}

/** Longest time a phone may take to hang up and close, in ms. */
const CLOSE_WITHIN = 300;
/** Longest time to wait for pools that nobody needs any more, in ms; making a network and two containers takes less. */
const PREPARED_WITHIN = 10_000;

/**
 * Does not reject for anything that the candidate or the bench does: the history tells. Rejects with HarnessError only
 * when no history can be written at all. Resolves to the SHA-256 of the history, where all of it could be written.
 */
export async function runCell(stated: RunCellOptions): Promise<string | undefined> {
  let ending: Ending | undefined;
  const secrets = secretsOf(stated.candidate, process.env);
  // For a disk that is full and for a history that is.
  const recorder = openRecorder(stated.directory, secrets, () => ending?.end('trouble'));
  const options = { ...stated, candidate: withPasswords(stated.candidate, process.env, () => undefined) };
  if (options.onEvent !== undefined) recorder.listen(options.onEvent);
  const opening = new Opening(recorder, (places, users) => runEvent(options, places, users));
  const within = options.within ?? cellDeadline(options.candidate, options.network);
  ending = new Ending(within, options.signal);
  const { signal } = ending;
  const cleanUps = new CleanUps((cause) => noteTrouble({ recorder: opening }, cause));
  const ride = stated.together?.outage.join(ending);
  // Also where it ends before it has phones.
  if (ride !== undefined) cleanUps.add(() => ride.leave());
  try {
    signal.throwIfAborted();
    await ending.race(drive(options, { recorder, secrets, opening, ending, cleanUps, ride }));
    ending.end('complete');
  } catch (cause) {
    if (!signal.aborted) noteTrouble({ recorder: opening }, cause);
    ending.end('trouble');
  }
  await cleanUps.run();
  opening.begin();
  ending.close();
  return recorder.close(ending.why ?? 'complete');
}

interface Driving {
  readonly recorder: Recorder;
  readonly secrets: Secrets;
  readonly opening: Opening;
  readonly ending: Ending;
  readonly cleanUps: CleanUps;
  readonly ride: Rider | undefined;
}

async function drive(
  options: RunCellOptions,
  { recorder, secrets, opening, ending, cleanUps, ride }: Driving,
): Promise<void> {
  const { cell, directory, outage, network, run = 'none' } = options;
  if (!appliesTo(cell, options.candidate)) return;
  const onTrouble = (error: HarnessError): void => {
    noteTrouble({ recorder: opening }, error);
    ending.end('trouble');
  };
  const runtime = options.runtime ?? (await runtimeOf(options.candidate));
  const preparing = runtime.prepare(options.candidate, {
    run,
    cell: cell.id,
    directory,
    secrets,
    record: (event) => opening.append(event),
    onStragglers: (found) => opening.append({ kind: 'note', level: 'info', text: describeStragglers(found) }),
    onNote: (text) => opening.append({ kind: 'note', level: 'info', text }),
    onLimit: (limit, text) => opening.append({ kind: 'note', level: 'info', text, limit }),
    onTrouble,
  });
  // A cell that is given up while its pools are made has to wait for them, or nobody would remove them.
  cleanUps.add(async () => {
    await (
      await settledWithin(
        preparing.catch(() => undefined),
        PREPARED_WITHIN,
      )
    )?.close();
  });
  const pools = await preparing;
  const candidate = withUsers(options.candidate, pools.users);
  for (const { value } of secretValues(candidate, {})) if (!isCommon(value, candidate)) secrets.add(value);
  opening.begin(pools);
  // What a bad network takes from a phone, or does twice, others need not have seen.
  const witness = network === undefined ? pools.witness : undefined;
  recorder.listen((event) => {
    if (event.kind === 'sip') witness?.hear(event);
  });
  ending.signal.throwIfAborted();
  const { primary, backup, edge } = pools.byName;
  const everyAction = Object.values(candidate.transitions).flatMap(({ actions }) => actions);
  demandFaults(pools.byName, outage === undefined ? everyAction : withOutage(everyAction, outage));
  const tell: BringBackOptions['tell'] = (text, notBack) =>
    opening.append({ kind: 'note', level: 'info', text, ...(notBack === undefined ? {} : { notBack }) });
  const operator = new Operator(resolve(directory), options.onAsk);
  const make = (): SharedParts => partsOf({ ...options, candidate }, pools, { operator, tell });
  const { scripts, wayBack, close } = ride === undefined ? make() : ride.outage.parts(make);
  // After the phones have hung up: what a script has started may serve them.
  if (ride === undefined) cleanUps.add(close);
  const curtain = new Curtain(recorder);
  const phones = await openPhones({
    cell,
    candidate,
    pools: { primary: primary.address, backup: backup.address },
    edge: edge?.address,
    host: pools.phonesAt,
    ports: pools.ports,
    addresses: pools.addresses,
    recorder: curtain,
    driver: options.driver ?? phoneDriver(options.phones ?? 'native', pools),
    network: options.network,
    onTrouble: (error) => {
      if (!curtain.isDown) onTrouble(error);
    },
  });
  cleanUps.add(async () => {
    await Promise.all([...phones.values()].map((phone) => phone.close({ within: CLOSE_WITHIN })));
  });
  if (wayBack !== undefined) {
    cleanUps.add(async () => {
      curtain.fall();
      const bench = { candidate, pools: pools.byName, scripts, operator, tell };
      await leaveAsFound(phones, () => (ride === undefined ? returnPair(bench, wayBack) : ride.leave()));
    });
  }
  ending.signal.throwIfAborted();
  const load = new LoadMeter({
    pids: () => Object.fromEntries(everyMember(pools.byName).flatMap(pidOf)),
  });
  cleanUps.add(async () => load.close());
  const faultWatch = ride?.outage.watch ?? new FaultWatch();
  if (ride === undefined) cleanUps.add(async () => faultWatch.close());
  let count = 0;
  const stage: Stage = {
    cell,
    candidate: waitedFor(candidate, options.network),
    dialect: await dialectOf(candidate),
    recorder,
    pools: pools.byName,
    reset: (within, signal) => pools.reset(within, signal),
    phones,
    book: new CallBook(),
    receivedRequests: new ReceivedRequests(recorder),
    unansweredByes: new UnansweredByes(recorder),
    vainWaits: new VainWaits(recorder),
    heard: [],
    faultWatch,
    staying: new Map(),
    wayBack,
    scripts,
    operator,
    witness,
    ride,
    beside: options.together?.beside,
    traffic: network && new Traffic(recorder, patienceFor(network.impairment), gone(pools, faultWatch)),
    phase: 'normal',
    enteredAt: performance.now(),
    outageAt: undefined,
    signal: ending.signal,
    nextId: () => (count += 1),
  };
  ride?.hears(faultRecord(stage));
  await (options.walk ?? walk)(stage, (at, phase) => reachPhase(at, phase, outage), load, options.goesOn);
}

/** What belongs to the outage, be it of one cell or of several. */
function partsOf(
  options: RunCellOptions,
  pools: Pools,
  { operator, tell }: Pick<BringBackOptions, 'operator' | 'tell'>,
): SharedParts {
  const { candidate, together } = options;
  const scripts = new Scripts(dirname(candidate.file), candidate.scripts?.env);
  const wayBack = wayBackOf(options, pools);
  const close = async (): Promise<void> => {
    if (together !== undefined && wayBack !== undefined)
      await returnPair({ candidate, pools: pools.byName, scripts, operator, tell }, wayBack);
    const left = await scripts.close();
    if (left.length > 0) tell(describeLeft(left));
  };
  return { scripts, wayBack, close };
}

/** Of a pair that goes on when the cell is over. */
function wayBackOf({ candidate, cell, run = 'none', undo }: RunCellOptions, { byName }: Pools): WayBack | undefined {
  if (candidate.runtime !== 'remote') return undefined;
  const owner = ownerText(thisProcess());
  const pools = { primary: addressText(byName.primary.address), backup: addressText(byName.backup.address) };
  const path = undo ?? undoPath(`${run} ${cell.id} ${owner}`);
  return new WayBack(path, { schema: 1, owner, candidate: candidate.file, pools, run, cell: cell.id });
}

/** Also of one that is cut off: it goes on computing. */
function pidOf({ name, pid, state }: Pool): ReadonlyArray<readonly [Member, number]> {
  return pid === undefined || state === 'paused' ? [] : [[name, pid]];
}

function withUsers(candidate: Candidate, users: Users | undefined): Candidate {
  return users === undefined ? candidate : { ...candidate, users };
}

function runEvent(
  { cell, candidate, phones = 'native', network, together }: RunCellOptions,
  places: Pick<RunEvent, 'pools' | 'edge'>,
  users: Users | undefined,
): RunEvent {
  return {
    kind: 'run',
    schema: HISTORY_SCHEMA,
    parkspec: PARKSPEC_VERSION,
    started: new Date().toISOString(),
    phones,
    cell,
    candidate: withUsers(candidate, users),
    ...places,
    ...(together === undefined ? {} : { beside: together.beside }),
    ...(network === undefined ? {} : { network: recorded(network) }),
  };
}

function describeStragglers(found: readonly Straggler[]): string {
  return `processes of the candidate outlived their pool in a process group of their own and were killed: ${listOf(found)}`;
}

function describeLeft(found: readonly Straggler[]): string {
  return `processes that scripts of the candidate file had started were killed at the end of the cell: ${listOf(found)}`;
}

function listOf(found: readonly Straggler[]): string {
  return found.map(({ pid, command }) => `${pid} (${command})`).join(', ');
}

/** Nobody is at that address: a pool that is down. */
function gone({ byName }: Pools, watch: FaultWatch): (address: string) => boolean {
  const isAway = ({ name, state }: Pool): boolean =>
    watch.guards(name) || (state !== 'running' && !watch.cameBack(name));
  return (address) => everyMember(byName).some((member) => addressText(member.address) === address && isAway(member));
}

function openRecorder(directory: string, secrets: Secrets, onBroken: () => void): Recorder {
  try {
    mkdirSync(directory, { recursive: true });
    return new Recorder(join(directory, 'history.jsonl'), onBroken, { onFull: onBroken, secrets });
  } catch (cause) {
    throw new HarnessError('record', `no history can be written to ${directory}: ${messageOf(cause)}`, {
      hint: 'is the folder writable, the disk full, or an older history in the way?',
      cause,
    });
  }
}
