/** What the driver works with while it walks through one cell. */
import { poolsUpIn } from '../candidate/shared-address.ts';
import type { Candidate } from '../candidate/candidate.ts';
import type { PhoneRule } from '../candidate/phone-policy.ts';
import type { Beside } from '../history/event.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Phone } from '../phone/phone.ts';
import type { Cell, Party, Phase, PoolName } from '../suite/cell.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { Members } from '../runtime/pool.ts';
import type { Pools, PoolsWitness } from '../runtime/pools.ts';
import type { Scripts } from '../runtime/process/scripts.ts';
import type { Operator } from '../fault/operator.ts';
import type { FaultWatch } from '../fault/fault-watch.ts';
import type { CallIds, ParkDialect } from '../dialect/dialect.ts';
import type { CallBook } from './call-book.ts';
import type { UnansweredByes } from './unanswered-byes.ts';
import type { HeardVoice } from './await-voices.ts';
import type { ReceivedRequests } from './received-requests.ts';
import type { Traffic } from './traffic.ts';
import type { VainWaits } from './vain-waits.ts';
import type { Rider } from './together/shared-outage.ts';
import type { WayBack } from './way-back/way-back.ts';

export interface Stage {
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** How it parks and retrieves. */
  readonly dialect: ParkDialect;
  readonly recorder: Recorder;
  readonly pools: Members;
  /** Makes both pools as a cell must find them. */
  readonly reset: Pools['reset'];
  readonly phones: ReadonlyMap<Party, Phone>;
  /** What is under way on a bad network; undefined where the network is as good as it is. */
  readonly traffic: Traffic | undefined;
  readonly book: CallBook;
  readonly receivedRequests: ReceivedRequests;
  readonly unansweredByes: UnansweredByes;
  readonly vainWaits: VainWaits;
  /** Who was heard in the present check. */
  readonly heard: HeardVoice[];
  /** Watches the pools that were taken away. */
  readonly faultWatch: FaultWatch;
  /** Phones that are in a call and have not moved with the others, each with the rule that keeps it. */
  readonly staying: Map<Party, PhoneRule>;
  /** How far a pair that runs already is from normal service; undefined where the pools end with the cell. */
  readonly wayBack: WayBack | undefined;
  /** Runs the scripts of the candidate file. */
  readonly scripts: Scripts;
  /** Who does what only people can. */
  readonly operator: Operator;
  /** What has seen the phones' messages beside them; undefined where nothing has. */
  readonly witness: PoolsWitness | undefined;
  /** The outage that it shares with other cells; undefined where it has one to itself. */
  readonly ride: Rider | undefined;
  /** Whose calls at an orbit are none of this cell. */
  readonly beside: Beside | undefined;
  /** The phase that was reached last. */
  phase: Phase;
  /** When the walk into it began, as `performance.now()` tells it. */
  enteredAt: number;
  /** When the walk into the outage began; undefined before it. */
  outageAt: number | undefined;
  /** Aborted by the cell's deadline, an interrupt, or a failure of the bench. */
  readonly signal: AbortSignal;
  /** Numbers actions and Call-IDs of this cell. */
  readonly nextId: () => number;
}

/** The pools that are meant to answer in the present phase. */
export function poolsUp(stage: Stage): readonly PoolName[] {
  return poolsUpIn(stage.phase, stage.candidate);
}

/** Where phones send what is for a pool: to the edge, where there is one. */
export function entrance({ pools }: Pick<Stage, 'pools'>, pool: PoolName): SipAddress {
  return (pools.edge ?? pools[pool]).address;
}

/** The pool that serves the users in the present phase. */
export function homePool(stage: Stage): PoolName {
  return stage.candidate.homes[stage.phase];
}

export function phoneOf(stage: Stage, party: Party): Phone {
  const phone = stage.phones.get(party);
  if (phone === undefined) throw new Error(`${party} has no phone in ${stage.cell.id}`);
  return phone;
}

/** How much longer, in ms, than on a good network something may take to be seen. */
export function patienceOf({ traffic }: Stage): number {
  return traffic?.patience ?? 0;
}

/** A Call-ID that tells in every trace what it was for: `DR-12.A.park.7-k3f9q2@parkspec`. */
export function callIdFor(stage: Stage, purpose: string): string {
  const salt = Math.random().toString(36).slice(2, 8);
  return `${stage.cell.id}.${purpose}.${stage.nextId()}-${salt}@parkspec`;
}

/** Call-IDs for the requests of one order, as an action lists them: `callIds` only where there may be several. */
export function callIdsFor(
  stage: Stage,
  purpose: string,
  count: number,
): { readonly ids: CallIds; readonly listed: { readonly callId: string; readonly callIds?: CallIds } } {
  const callId = callIdFor(stage, purpose);
  const others = Array.from({ length: count - 1 }, () => callIdFor(stage, purpose));
  const ids: CallIds = [callId, ...others];
  return { ids, listed: count > 1 ? { callId, callIds: ids } : { callId } };
}
