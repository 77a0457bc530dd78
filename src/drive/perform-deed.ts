/** The verbs of the spec language, done with phones. Each says how it went for steering only; the wire is the evidence. */
import { hasBothLines } from '../candidate/phone-policy.ts';
import type { Leg, Reply } from '../phone/phone.ts';
import { isSuccess } from '../phone/reply-of.ts';
import { holdersOf, otherOf } from '../suite/call-state.ts';
import type { Deed, Party, PoolName } from '../suite/cell.ts';
import { act, done, failed, notSeen, notSent, type Result } from './act.ts';
import { type BookedCall, legIn, noteDeed } from './call-book.ts';
import { listenBothWays, ofCheck, SETUP_FRAMES, watchForEnd, watchForQuiet } from './await-voices.ts';
import { park } from './park.ts';
import { retrieve } from './retrieve.ts';
import { callIdsOf, newLeg, told } from './read-reply.ts';
import { callIdFor, entrance, homePool, phoneOf, type Stage } from './stage.ts';
import { askedPool, ruleToStay } from './staying.ts';
import { watchOthersLeave } from './watch-call.ts';

/** A registrar looks for registrations that are over from time to time, and clocks differ: it has this much longer, in ms. */
const LAPSED = 500;

type DeedOf<V extends Deed['verb']> = Extract<Deed, { verb: V }>;

/** How a deed is done: as part of a check (`of` is its action) or as situation; with how many frames it is proved. */
export interface DeedOptions {
  readonly of: string | undefined;
  readonly frames: number;
}

export const AS_SITUATION: DeedOptions = { of: undefined, frames: SETUP_FRAMES };

/** Does a deed and waits until what it is meant to bring about is there, or its bound is over. */
export async function perform(stage: Stage, deed: Deed, options: DeedOptions): Promise<void> {
  switch (deed.verb) {
    case 'call':
      return place(stage, deed, options);
    case 'park':
      return park(stage, deed, options);
    case 'retrieve':
      return retrieve(stage, deed, options);
    case 'hold':
    case 'resume':
      await holdOrResume(stage, deed, options.of);
      // A check looks at more than this by itself; a situation is only there when it can be heard.
      return options.of === undefined ? heardToBe(stage, deed, options) : undefined;
    case 'transfer':
      return transfer(stage, deed, options);
    case 'hangup':
      return hangUp(stage, deed, options.of);
    case 'register':
      await register(stage, deed.by, options.of);
      return;
    case 'lapse':
      await lapse(stage, deed.by);
  }
}

async function place(stage: Stage, deed: DeedOf<'call'>, { of, frames }: DeedOptions): Promise<void> {
  const call = stage.book.open(deed.call);
  const result = await dialParty(stage, call, { by: deed.by, to: deed.to, verb: 'call', of });
  if (!result.ok) return;
  noteDeed(call, deed, stage.phase);
  call.legs.set(deed.by, result.value.caller.callId).set(deed.to, result.value.callee);
  const within = stage.candidate.bounds.setup;
  await listenBothWays(stage, call, [deed.by, deed.to], { of, frames, within });
}

/** Calls another user through the caller's home pool. The callee's Call-ID differs when the pool is a B2BUA. */
function dialParty(
  stage: Stage,
  call: BookedCall,
  { by, to, verb, of }: { by: Party; to: Party; verb: 'call'; of: string | undefined },
): Promise<Result<{ caller: Leg; callee: string }>> {
  const [caller, callee] = [phoneOf(stage, by), phoneOf(stage, to)];
  const callId = callIdFor(stage, `${call.label}.call`);
  const within = stage.candidate.bounds.setup;
  const pool = askedPool(stage, by, caller.home ?? homePool(stage));
  return act(stage, { verb, by, to, call: call.label, callId, pool, within, ...ofCheck(of) }, async () => {
    const before = callIdsOf(callee);
    const answer = await caller.dial({ callId, uri: callee.aor, next: entrance(stage, pool), within });
    if (answer.kind !== 'connected') return failed(told(answer));
    const taken = callee.leg(callId)?.callId ?? newLeg(callee, before)?.callId ?? callId;
    return { ok: true, value: { caller: answer.leg, callee: taken } };
  });
}

async function holdOrResume(
  stage: Stage,
  deed: DeedOf<'hold'> | DeedOf<'resume'>,
  of: string | undefined,
): Promise<void> {
  const within = stage.candidate.bounds.setup;
  const call = stage.book.get(deed.call);
  const order = (leg: Leg): Promise<Reply> => (deed.verb === 'hold' ? leg.hold({ within }) : leg.resume({ within }));
  const { ok } = await onLegOf(stage, call, deed, of, order);
  if (ok && call !== undefined) noteDeed(call, deed, stage.phase);
}

/** On hold the other party stops hearing the holder; resumed by every holder, both hear each other. */
async function heardToBe(
  stage: Stage,
  deed: DeedOf<'hold'> | DeedOf<'resume'>,
  { of, frames }: DeedOptions,
): Promise<void> {
  const call = stage.book.get(deed.call);
  const other = otherOf(call?.state, deed.by);
  if (call === undefined || other === undefined) return;
  if (deed.verb === 'hold') await watchForQuiet(stage, call, { by: other, to: deed.by }, { of });
  else if (holdersOf(call.state).length === 0)
    await listenBothWays(stage, call, [deed.by, other], { of, frames, within: stage.candidate.bounds.setup });
}

async function hangUp(stage: Stage, deed: DeedOf<'hangup'>, of: string | undefined): Promise<void> {
  const call = stage.book.get(deed.call);
  const callId = call?.legs.get(deed.by);
  const { ok } = await onLegOf(stage, call, deed, of, (leg) => leg.hangUp({ within: stage.candidate.bounds.probe }));
  if (call === undefined) return;
  if (ok && callId !== undefined) await watchOthersLeave(stage, call, { by: deed.by, callId }, of);
  // The party that says BYE has left, whatever is answered (RFC 3261 15.1.1).
  noteDeed(call, deed, stage.phase);
  call.legs.clear();
}

/** Frames a request in the dialog of a party's leg; anything but a 2xx is a failed action. */
function onLegOf(
  stage: Stage,
  call: BookedCall | undefined,
  deed: { readonly verb: 'hold' | 'resume' | 'hangup'; readonly call: string; readonly by: Party },
  of: string | undefined,
  order: (leg: Leg) => Promise<Reply>,
): Promise<Result> {
  const leg = legIn(call, phoneOf(stage, deed.by));
  const callId = leg === undefined ? {} : { callId: leg.callId };
  const asked = { verb: deed.verb, by: deed.by, call: deed.call, ...callId, ...ofCheck(of) } as const;
  return act(stage, asked, async () => {
    if (leg === undefined) return notSent(`${deed.by} has no leg in call ${deed.call}`);
    const reply = await order(leg);
    return isSuccess(reply) ? done : failed(told(reply));
  });
}

async function transfer(stage: Stage, deed: DeedOf<'transfer'>, { of, frames }: DeedOptions): Promise<void> {
  const call = stage.book.get(deed.call);
  const [transferor, target] = [phoneOf(stage, deed.by), phoneOf(stage, deed.to)];
  const leg = legIn(call, transferor);
  const transferee = otherOf(call?.state, deed.by);
  const within = stage.candidate.bounds.setup;
  const ids = { ...(leg === undefined ? {} : { callId: leg.callId }), ...ofCheck(of) };
  const consult = deed.how === 'attended' ? await consultation(stage, deed, of) : undefined;
  const before = { target: callIdsOf(target), transferee: transferee && callIdsOf(phoneOf(stage, transferee)) };
  const asked = { verb: 'transfer', by: deed.by, to: deed.to, call: deed.call, within, ...ids } as const;
  const result = await act(stage, asked, async () => {
    if (leg === undefined || transferee === undefined) return notSent(`${deed.by} has no leg in call ${deed.call}`);
    const reply = await leg.transfer({ referTo: target.aor, within, ...(consult === undefined ? {} : { consult }) });
    if (reply.kind !== 'accepted') return failed(told(reply));
    const final = reply.final;
    if (final === undefined) return notSeen('no final NOTIFY');
    return final.status < 300
      ? done
      : failed({ failure: 'answered', why: `NOTIFY says ${final.status} ${final.reason}` });
  });
  if (call === undefined || leg === undefined || transferee === undefined) return;
  if (result.ok) await watchForEnd(stage, call, leg, { by: transferor, of, within });
  // Parties that have come together go on together, even if the transferor was never told so.
  const moved = newLeg(phoneOf(stage, transferee), before.transferee ?? new Set());
  const joined = newLeg(target, before.target);
  if (moved !== undefined) call.legs.set(transferee, moved.callId);
  if (joined !== undefined) call.legs.set(deed.to, joined.callId);
  if (result.ok || joined !== undefined) noteDeed(call, deed, stage.phase);
  if (!result.ok) return;
  call.legs.delete(deed.by);
  await listenBothWays(stage, call, [transferee, deed.to], { of, frames, within });
}

/** The call between transferor and target that an attended transfer joins to the first one. */
async function consultation(stage: Stage, deed: DeedOf<'transfer'>, of: string | undefined): Promise<Leg | undefined> {
  const call = stage.book.open(`${deed.call}.consultation`);
  const result = await dialParty(stage, call, { by: deed.by, to: deed.to, verb: 'call', of });
  return result.ok ? result.value.caller : undefined;
}

/**
 * REGISTERs at `first`, by default the pool where the phone was, and at the other one when that does not answer, as a
 * phone with two registrars does; follows a redirect. Done when the home pool of the present phase has accepted.
 */
export function register(
  stage: Stage,
  by: Party,
  of: string | undefined,
  { pool = homePool(stage), first = phoneOf(stage, by).home ?? 'primary' }: { pool?: PoolName; first?: PoolName } = {},
): Promise<Result> {
  const phone = phoneOf(stage, by);
  const within = stage.candidate.bounds.setup;
  return act(stage, { verb: 'register', by, pool, within, ...ofCheck(of) }, async () => {
    const rule = ruleToStay(stage, phone, pool);
    if (rule !== undefined) return notSent(`${by}'s phone is in a call and stays at ${phone.home} (${rule})`);
    const reply = await phone.register(registrarsFor(stage, pool, first), { within });
    if (!isSuccess(reply)) return failed(told(reply));
    return phone.home === pool
      ? done
      : failed({ failure: 'answered', why: `registered at ${phone.home} instead of ${pool}` });
  });
}

/** Each of two lines has one registrar. */
function registrarsFor({ candidate }: Stage, pool: PoolName, first: PoolName): readonly PoolName[] {
  return hasBothLines(candidate) ? [pool] : [first, first === 'primary' ? 'backup' : 'primary'];
}

/** The phone stops to refresh its registration; done when its time is over, as the registrar has granted it. */
function lapse(stage: Stage, by: Party): Promise<Result> {
  const phone = phoneOf(stage, by);
  const pool = askedPool(stage, by, phone.home ?? homePool(stage));
  const within = stage.candidate.bounds.setup;
  return act(stage, { verb: 'lapse', by, pool, within }, async () => {
    const { reply, left } = await phone.lapse(pool, { within });
    if (!isSuccess(reply)) return failed(told(reply));
    await stage.recorder.next(() => false, left + LAPSED, stage.signal);
    return done;
  });
}
