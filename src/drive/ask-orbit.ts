/** Asking a pool for its orbits, and trying who answers at one. */
import type { FoundDialog, RetrieveRequest } from '../dialect/dialect.ts';
import type { VoiceName } from '../history/event.ts';
import type { Leg } from '../phone/phone.ts';
import { type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { act, done, failed, notSeen, type Result } from './act.ts';
import type { BookedCall } from './call-book.ts';
import { CHECK_FRAMES, ofCheck } from './await-voices.ts';
import { told } from './read-reply.ts';
import { callIdsFor, phoneOf, type Stage } from './stage.ts';

/** The confirmed dialogs that a pool shows for one orbit, or for all when no orbit is named. */
export async function lookUp(
  stage: Stage,
  { by, pool, orbit, of }: { by: Party; pool: PoolName; orbit: string | undefined; of: string | undefined },
): Promise<readonly FoundDialog[]> {
  const { candidate } = stage;
  const { ids, listed } = callIdsFor(stage, `lookup.${orbit ?? 'all'}`, 1);
  const within = candidate.bounds.probe;
  const at = orbit === undefined ? {} : { orbit };
  const asked = { verb: 'lookup', by, pool, ...listed, within, ...at, ...ofCheck(of) } as const;
  const result = await act<readonly FoundDialog[]>(stage, asked, async () => {
    const answer = await stage.dialect.lookup({
      candidate,
      phone: phoneOf(stage, by),
      orbit,
      pool,
      next: stage.pools[pool].address,
      callIds: ids,
      within,
    });
    return answer.kind === 'dialogs' ? { ok: true, value: answer.dialogs } : failed(told(answer));
  });
  return result.ok ? result.value : [];
}

/**
 * Tries to reach a party at an orbit: as the pool's own users would, by dialling it, and by taking over each call that the
 * pool shows there. Listens to the answer, then hangs up.
 */
export async function tryOrbit(
  stage: Stage,
  call: BookedCall,
  { by, pool, orbit, of }: { by: Party; pool: PoolName; orbit: string; of: string },
): Promise<void> {
  const shown = stage.candidate.capabilities.includes('orbit-status')
    ? await lookUp(stage, { by, pool, orbit, of })
    : [];
  await dialOrbit(stage, call, { by, pool, orbit, of, found: undefined });
  for (const found of shown) await dialOrbit(stage, call, { by, pool, orbit, of, found });
}

async function dialOrbit(
  stage: Stage,
  call: BookedCall,
  attempt: { by: Party; pool: PoolName; orbit: string; of: string; found: FoundDialog | undefined },
): Promise<void> {
  const { by, pool, orbit, of, found } = attempt;
  const { ids, listed } = callIdsFor(stage, `${call.label}.dial.${orbit}`, stage.dialect.requests.retrieve);
  const within = stage.candidate.bounds.setup;
  const asked = { verb: 'dial', by, call: call.label, pool, orbit, ...listed, within, of } as const;
  const result = await act(stage, asked, () => pickUp(stage, { by, pool, orbit, found, callIds: ids, within }));
  if (result.ok) await listenAndHangUp(stage, call, by, result.value, of);
}

interface PickUp extends Pick<RetrieveRequest, 'orbit' | 'callIds' | 'within'> {
  readonly by: Party;
  readonly pool: PoolName;
  /** What the pool showed at the orbit. */
  readonly found: FoundDialog | undefined;
}

/** Reaches the call at an orbit: takes over the one that the pool showed there, else dials the orbit. */
export async function pickUp(stage: Stage, { by, pool, found, ...request }: PickUp): Promise<Result<Leg>> {
  const answer = await stage.dialect.retrieve({
    candidate: stage.candidate,
    phone: phoneOf(stage, by),
    pool,
    next: stage.pools[pool].address,
    ...(found === undefined ? {} : { found }),
    ...request,
  });
  return answer.kind === 'connected' ? { ok: true, value: answer.leg } : failed(told(answer));
}

async function listenAndHangUp(stage: Stage, call: BookedCall, by: Party, leg: Leg, of: string): Promise<void> {
  const within = stage.candidate.bounds.setup;
  const ids = { by, call: call.label, callId: leg.callId, of } as const;
  await act(stage, { verb: 'listen', within, ...ids }, async () =>
    (await hearsSomebody(stage, by, leg, within)) ? done : notSeen(`${by} heard nobody`),
  );
  phoneOf(stage, by).sample();
  await act(stage, { verb: 'hangup', ...ids }, async () => {
    const reply = await leg.hangUp({ within: stage.candidate.bounds.probe });
    return reply.kind === 'answered' ? done : failed(told(reply));
  });
}

/** True as soon as a party or music is heard. An announcement may come before the one to whom it leads, so it ends nothing. */
async function hearsSomebody(stage: Stage, by: Party, leg: Leg, within: number): Promise<boolean> {
  const others = [...stage.phones.keys()].filter((party) => party !== by);
  const voices: readonly VoiceName[] = [...others, ...POOLS.map((pool) => `music:${pool}` as const)];
  const heard = voices.map((voice) => leg.listen(voice, CHECK_FRAMES, { within }));
  const first = heard.map((each) => each.then((came) => (came ? true : Promise.reject(new Error('not heard')))));
  return Promise.any(first).catch(() => false);
}
