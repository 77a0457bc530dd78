/** Asking a pool for its orbits, and trying who answers at one. */
import type { Candidate } from '../candidate/candidate.ts';
import { isOfOthers } from '../dialect/shown-state.ts';
import type { FoundDialog, RetrieveRequest, ShownDialog } from '../dialect/dialect.ts';
import type { VoiceName } from '../history/event.ts';
import type { Leg } from '../phone/phone.ts';
import { type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { act, done, failed, notSeen, type Result } from './act.ts';
import type { BookedCall } from './call-book.ts';
import { CHECK_FRAMES, ofCheck } from './await-voices.ts';
import { told } from './read-reply.ts';
import { hookRunner } from './run-hook.ts';
import { callIdsFor, entrance, phoneOf, type Stage } from './stage.ts';

interface LookUp {
  readonly by: Party;
  readonly pool: PoolName;
  /** All, when it is undefined. */
  readonly orbit: string | undefined;
  readonly of: string | undefined;
}

/** The confirmed dialogs that a pool shows for one orbit, or for all when no orbit is named; none where it does not tell. */
export async function lookUp(stage: Stage, what: LookUp): Promise<readonly FoundDialog[]> {
  const result = await tryLookUp(stage, what);
  if (!result.ok) return [];
  return result.value.filter(({ dialog }) => dialog === undefined || !isOfOthers(dialog, stage.beside));
}

/** The same, for whom it makes a difference that a pool does not tell. */
export async function tryLookUp(
  stage: Stage,
  { by, pool, orbit, of }: LookUp,
): Promise<Result<readonly FoundDialog[]>> {
  const { candidate } = stage;
  const target = { candidate, phone: phoneOf(stage, by), next: entrance(stage, pool), pool, orbit };
  const { ids, listed } = callIdsFor(stage, `lookup.${orbit ?? 'all'}`, stage.dialect.requests.lookup);
  const held = stage.dialect.heldCallId(target);
  const known = held === undefined ? listed : { callId: held, callIds: [held, ...ids] };
  const within = candidate.bounds.probe;
  const at = orbit === undefined ? {} : { orbit };
  const asked = { verb: 'lookup', by, pool, ...known, within, ...at, ...ofCheck(of) } as const;
  return act<readonly FoundDialog[]>(stage, asked, async (id) => {
    const runHook = hookRunner(stage, { action: id, pool, within });
    const answer = await stage.dialect.lookup({ ...target, callIds: ids, runHook, within });
    return answer.kind === 'dialogs' ? { ok: true, value: answer.dialogs } : failed(told(answer));
  });
}

/** Of some orbits those that a pool does not show as occupied; the party that asks holds their state from then on, where it is held at all. */
export async function lookForFree(
  stage: Stage,
  { orbits, ...who }: { by: Party; pool: PoolName; orbits: readonly string[]; of: string | undefined },
): Promise<readonly string[]> {
  const shown = await Promise.all(orbits.map((orbit) => lookUp(stage, { ...who, orbit })));
  return orbits.filter((_, index) => shown[index]?.length === 0);
}

/** The calls that a pool shows at all of its orbits; nothing is asked where the dialect has no address for them. */
export async function lookUpAll(
  stage: Stage,
  who: { by: Party; pool: PoolName; of: string | undefined },
): Promise<readonly FoundDialog[]> {
  return stage.dialect.showsAll ? lookUp(stage, { ...who, orbit: undefined }) : [];
}

/**
 * Tries to reach a party at an orbit as the pool's own users would: by dialling it, and where they retrieve by an INVITE with
 * Replaces also by taking over each call that the pool shows there. Listens to the answer, then hangs up.
 */
export async function tryOrbit(
  stage: Stage,
  call: BookedCall,
  { by, pool, orbit, of }: { by: Party; pool: PoolName; orbit: string; of: string },
): Promise<void> {
  const shown = stage.candidate.capabilities.includes('orbit-status')
    ? await lookUp(stage, { by, pool, orbit, of })
    : [];
  // A phone that dials an empty orbit would be parked there: then only a look-up shows that it is empty.
  if (stage.candidate.dialect.empty !== 'parks') {
    await dialOrbit(stage, call, { by, pool, orbit, of, found: undefined });
  }
  // In the dialog that a B2BUA shows the parkee may be in a call by now, which a Replaces would end.
  if (!stage.dialect.looksUpFirst) return;
  for (const { dialog } of shown) {
    if (dialog !== undefined) await dialOrbit(stage, call, { by, pool, orbit, of, found: dialog });
  }
}

async function dialOrbit(
  stage: Stage,
  call: BookedCall,
  attempt: { by: Party; pool: PoolName; orbit: string; of: string; found: ShownDialog | undefined },
): Promise<void> {
  const { by, pool, orbit, of, found } = attempt;
  const { ids, listed } = callIdsFor(stage, `${call.label}.dial.${orbit}`, stage.dialect.requests.retrieve);
  const within = stage.candidate.bounds.setup;
  const asked = { verb: 'dial', by, call: call.label, pool, orbit, ...listed, within, of } as const;
  const result = await act(stage, asked, () => pickUp(stage, { by, pool, orbit, found, callIds: ids, within }));
  if (result.ok) await listenAndHangUp(stage, call, result.value, { by, pool, orbit, of });
}

interface PickUp extends Pick<RetrieveRequest, 'orbit' | 'callIds' | 'within'> {
  readonly by: Party;
  readonly pool: PoolName;
  /** What the pool showed at the orbit. */
  readonly found: ShownDialog | undefined;
}

/** Reaches the call at an orbit: takes over the one that the pool showed there, else dials the orbit. */
export async function pickUp(stage: Stage, { by, pool, found, ...request }: PickUp): Promise<Result<Leg>> {
  const answer = await stage.dialect.retrieve({
    candidate: stage.candidate,
    phone: phoneOf(stage, by),
    pool,
    next: entrance(stage, pool),
    ...(found === undefined ? {} : { found }),
    ...request,
  });
  return answer.kind === 'connected' ? { ok: true, value: answer.leg } : failed(told(answer));
}

async function listenAndHangUp(
  stage: Stage,
  call: BookedCall,
  leg: Leg,
  { by, pool, orbit, of }: { by: Party; pool: PoolName; orbit: string; of: string },
): Promise<void> {
  const within = stage.candidate.bounds.setup;
  const ids = { by, call: call.label, callId: leg.callId, of } as const;
  const heard = await act(stage, { verb: 'listen', within, ...ids }, async () =>
    (await hearsSomebody(stage, by, leg, within)) ? done : notSeen(`${by} heard nobody`),
  );
  // A sound may be an announcement or the music of one that is parked: while the call lasts, the orbit shows which.
  if (!heard.ok && isAmbiguous(stage.candidate)) await lookUp(stage, { by, pool, orbit, of });
  phoneOf(stage, by).sample();
  await act(stage, { verb: 'hangup', ...ids }, async () => {
    const reply = await leg.hangUp({ within: stage.candidate.bounds.probe });
    return reply.kind === 'answered' ? done : failed(told(reply));
  });
}

/** Whether a sound may be music that the file does not declare, and the pool can be asked. */
function isAmbiguous({ capabilities, settings }: Candidate): boolean {
  return capabilities.includes('orbit-status') && POOLS.some((pool) => settings[pool].musicOnHold === undefined);
}

/** True as soon as a party or music is heard. An announcement may come before the one to whom it leads, so it ends nothing. */
async function hearsSomebody(stage: Stage, by: Party, leg: Leg, within: number): Promise<boolean> {
  const others = [...stage.phones.keys()].filter((party) => party !== by);
  const voices: readonly VoiceName[] = [...others, ...POOLS.map((pool) => `music:${pool}` as const)];
  const heard = voices.map((voice) => leg.listen(voice, CHECK_FRAMES, { within }));
  const first = heard.map((each) => each.then((came) => (came ? true : Promise.reject(new Error('not heard')))));
  return Promise.any(first).catch(() => false);
}
