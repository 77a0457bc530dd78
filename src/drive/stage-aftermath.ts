/** The end of every cell: everything is hung up, and nothing may be left over (design section 3, post-conditions). */
import type { Leg, Phone } from '../phone/phone.ts';
import { AFTERMATH } from '../suite/planned-checks.ts';
import { addressText } from '../runtime/pool.ts';
import { act, done, failed } from './act.ts';
import { frame } from './stage-check.ts';
import { idleParty } from './idle-party.ts';
import type { LoadMeter } from './load-meter.ts';
import { ofCheck } from './await-voices.ts';
import { lookUp, lookUpAll } from './ask-orbit.ts';
import { told } from './read-reply.ts';
import { entrance, poolsUp, type Stage } from './stage.ts';
import { END_WATCHED } from '../candidate/bounds.ts';
import { watchLastDeeds, watchOthersLeave } from './watch-call.ts';

export async function stageAftermath(stage: Stage, load: LoadMeter): Promise<void> {
  await frame(stage, `${stage.cell.id}/${AFTERMATH}`, load, async (of) => {
    await watchLastDeeds(stage, of);
    for (const phone of stage.phones.values()) await hangUpAll(stage, phone, of);
    await lookAtOrbits(stage, of);
    const up = poolsUp(stage).map((pool) => addressText(entrance(stage, pool)));
    await stage.unansweredByes.answered(new Set(up), stage.signal);
    await act(stage, { verb: 'watch', within: END_WATCHED, of }, async () => {
      await stage.recorder.next(() => false, END_WATCHED, stage.signal);
      return done;
    });
    // Within the check: where the history is not what was on the wire, the cell has no verdict.
    const note = await stage.witness?.testify();
    if (note !== undefined) stage.recorder.append(note);
  });
}

/** One leg after the other: the peer's BYE answers ours, and two BYEs do not cross. */
async function hangUpAll(stage: Stage, phone: Phone, of: string): Promise<void> {
  for (let leg = phone.legs()[0]; leg !== undefined; leg = phone.legs()[0]) await hangUpLeg(stage, phone, leg, of);
}

async function hangUpLeg(stage: Stage, phone: Phone, leg: Leg, of: string): Promise<void> {
  const call = stage.book.all().find((booked) => booked.legs.get(phone.party) === leg.callId);
  const label = call === undefined ? {} : { call: call.label };
  const asked = { verb: 'hangup', by: phone.party, callId: leg.callId, ...label, ...ofCheck(of) } as const;
  const { ok } = await act(stage, asked, async () => {
    const reply = await leg.hangUp({ within: stage.candidate.bounds.probe });
    return reply.kind === 'answered' ? done : failed(told(reply));
  });
  if (ok && call !== undefined) await watchOthersLeave(stage, call, { by: phone.party, callId: leg.callId }, of);
}

async function lookAtOrbits(stage: Stage, of: string): Promise<void> {
  const by = idleParty(stage, []);
  if (by === undefined || !stage.candidate.capabilities.includes('orbit-status')) return;
  const orbits = new Set(stage.book.all().flatMap((call) => call.places.map((place) => place.orbit)));
  for (const orbit of orbits) {
    for (const pool of poolsUp(stage)) await lookUp(stage, { by, pool, orbit, of });
  }
  // An orbit may be in use of which nobody was told.
  for (const pool of poolsUp(stage)) await lookUpAll(stage, { by, pool, of });
}
