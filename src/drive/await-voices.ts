/** Waiting for voices: each listener waits for a number of frames of somebody, never for a length of time. */
import type { VoiceName } from '../history/event.ts';
import type { Leg, Phone } from '../phone/phone.ts';
import type { Party } from '../suite/cell.ts';
import { act, done, notSeen, notSent, type Result } from './act.ts';
import { type BookedCall, legIn } from './call-book.ts';
import { isHeard } from './heard-alone.ts';
import { phoneOf, type Stage } from './stage.ts';

/** 20 ms frames that prove a voice while a situation is being set up, and in a check. */
export const SETUP_FRAMES = 5;
export const CHECK_FRAMES = 10;

/** No frame for this long, in ms, is the end of a voice. */
export const QUIET_MS = 120;

/** Every party listens for every other party of the call; true when all heard each other. */
export async function listenBothWays(
  stage: Stage,
  call: BookedCall,
  parties: readonly Party[],
  options: { of: string | undefined; frames: number; within: number },
): Promise<boolean> {
  const pairs = parties.flatMap((by) => parties.filter((to) => to !== by).map((to) => ({ by, to })));
  const heard = await Promise.all(pairs.map((pair) => listenFor(stage, call, pair, options)));
  return heard.every((result) => result.ok);
}

async function listenFor(
  stage: Stage,
  call: BookedCall,
  { by, to }: { by: Party; to: Party },
  { of, frames, within }: { of: string | undefined; frames: number; within: number },
): Promise<Result> {
  const leg = legIn(call, phoneOf(stage, by));
  const asked = { verb: 'listen', by, to, call: call.label, within, ...ofCheck(of), ...onLeg(leg) } as const;
  return act(stage, asked, async () => {
    if (leg === undefined) return notSent(`${by} has no leg in call ${call.label}`);
    if (!(await leg.listen(to, frames, { within }))) return notSeen(`${by} did not hear ${to}`);
    stage.heard.push({ by, to, call, leg });
    return done;
  });
}

/** A party listens for any sound, such as music on hold. */
export function listenForSound(
  stage: Stage,
  call: BookedCall,
  by: Party,
  { of, within, frames = CHECK_FRAMES }: { of: string | undefined; within: number; frames?: number },
): Promise<Result> {
  const leg = legIn(call, phoneOf(stage, by));
  const asked = { verb: 'listen', by, call: call.label, within, ...ofCheck(of), ...onLeg(leg) } as const;
  return act(stage, asked, async () => {
    if (leg === undefined) return notSent(`${by} has no leg in call ${call.label}`);
    if (!(await leg.listen('anything', frames, { within }))) return notSeen(`${by} heard nothing`);
    stage.heard.push({ by, to: undefined, call, leg });
    return done;
  });
}

/** Somebody, or anybody, who was heard on a leg. */
export interface HeardVoice {
  readonly by: Party;
  readonly to: Party | undefined;
  readonly call: BookedCall;
  readonly leg: Leg;
}

/**
 * At the end of a check a party that was heard in it, and is not heard at that moment, is listened for once more: lost
 * packets or a busy machine make a pause that says nothing, and only a voice that stays away for longer than `bounds.gap`
 * is gone. Returns when all are heard at the same time, or when one was waited for in vain.
 */
export async function listenAgain(stage: Stage, of: string): Promise<void> {
  const heard = stage.heard.splice(0);
  const { gap, setup } = stage.candidate.bounds;
  const deadline = performance.now() + setup;
  while (performance.now() < deadline) {
    const options = { of, within: gap, frames: SETUP_FRAMES };
    const again = heard
      .filter(isPausing)
      .map(({ by, to, call }) =>
        to === undefined ? listenForSound(stage, call, by, options) : listenFor(stage, call, { by, to }, options),
      );
    // oxlint-disable-next-line no-await-in-loop -- while one is waited for, another may pause
    const results = await Promise.all(again);
    if (results.length === 0 || results.some(({ ok }) => !ok)) return;
  }
}

/** A leg that has ended, or that the call has left behind, has nobody to be heard on it. */
function isPausing({ by, to, call, leg }: HeardVoice): boolean {
  return leg.live && call.legs.get(by) === leg.callId && !isHeard(to, leg.hearing());
}

/**
 * Two parties listen for each other on whatever leg each has at the time: a pool that hands a call over may move them
 * from one dialog to the next before they talk. Leaves both in the book with their last legs.
 */
export async function listenWherever(
  stage: Stage,
  call: BookedCall,
  pair: readonly [Party, Party],
  options: { of: string; frames: number; within: number },
): Promise<void> {
  const [one, other] = pair;
  await Promise.all([
    listenOnNewest(stage, call, { by: one, to: other }, options),
    listenOnNewest(stage, call, { by: other, to: one }, options),
  ]);
}

async function listenOnNewest(
  stage: Stage,
  call: BookedCall,
  { by, to }: { by: Party; to: Party },
  { of, frames, within }: { of: string; frames: number; within: number },
): Promise<void> {
  const phone = phoneOf(stage, by);
  await act(stage, { verb: 'listen', by, to, call: call.label, within, of }, async () => {
    const deadline = performance.now() + within;
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0 || stage.signal.aborted) return notSeen(`${by} did not hear ${to}`);
      const leg = phone.legs().at(-1);
      if (leg !== undefined) call.legs.set(by, leg.callId);
      const over = new AbortController();
      const moved = stage.recorder.next(
        (event) => event.kind === 'sip' && event.tap === by && phone.legs().at(-1) !== leg,
        left,
        AbortSignal.any([stage.signal, over.signal]),
      );
      const heard = leg?.listen(to, frames, { within: left }) ?? moved.then(() => false);
      const result = await Promise.race([heard, moved.then(() => undefined)]);
      // A leg that ended before anything was heard is followed by another one, or by the end of the time.
      if (result === false) await moved;
      over.abort();
      if (result === true) return done;
    }
  });
}

/** Watches for the moment from which a party no longer hears another one, or anybody where no other is named. */
export function watchForQuiet(
  stage: Stage,
  call: BookedCall,
  { by, to }: { by: Party; to?: Party },
  { of, within = stage.candidate.bounds.setup }: { of: string | undefined; within?: number },
): Promise<Result> {
  const leg = legIn(call, phoneOf(stage, by));
  const whom = to === undefined ? {} : { to };
  const asked = { verb: 'watch', by, ...whom, call: call.label, within, ...ofCheck(of), ...onLeg(leg) } as const;
  return act(stage, asked, async () => {
    if (leg === undefined) return notSent(`${by} has no leg in call ${call.label}`);
    const quiet = await leg.listenForEnd(to ?? 'anything', QUIET_MS, { within });
    return quiet ? done : notSeen(`${by} still hears ${to ?? 'somebody'}`);
  });
}

/** Watches until a party no longer hears the music of a pool. */
export async function watchForMusicEnd(
  stage: Stage,
  call: BookedCall,
  by: Party,
  music: VoiceName,
  of: string,
): Promise<void> {
  const within = stage.candidate.bounds.setup;
  const leg = legIn(call, phoneOf(stage, by));
  if (leg === undefined || !leg.hearing().includes(music)) return;
  await act(stage, { verb: 'watch', by, call: call.label, within, ...ofCheck(of), ...onLeg(leg) }, async () => {
    const quiet = await leg.listenForEnd(music, QUIET_MS, { within });
    return quiet ? done : notSeen(`${by} still hears ${music}`);
  });
}

/** Watches until neither side of a call on hold hears the other. */
export async function watchForHold(
  stage: Stage,
  call: BookedCall,
  { holder, held }: { readonly holder: Party; readonly held: Party },
  of: string,
): Promise<void> {
  await watchForQuiet(stage, call, { by: held, to: holder }, { of });
  // The holder's own phone sees to the one, only the other side can see to this.
  await watchForQuiet(stage, call, { by: holder, to: held }, { of });
}

/** Watches for the end of a leg that was there before. */
export function watchForEnd(
  stage: Stage,
  call: BookedCall,
  leg: Leg,
  { by, of, within }: { by: Phone; of: string | undefined; within: number },
): Promise<Result> {
  const asked = { verb: 'watch', by: by.party, call: call.label, callId: leg.callId, within, ...ofCheck(of) } as const;
  return act(stage, asked, async () =>
    (await leg.ended({ within })) ? done : notSeen(`the leg of ${by.party} is still up`),
  );
}

export function ofCheck(of: string | undefined): { of?: string } {
  return of === undefined ? {} : { of };
}

function onLeg(leg: Leg | undefined): { callId?: string } {
  return leg === undefined ? {} : { callId: leg.callId };
}
