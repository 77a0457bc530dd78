/** Proof that the dialog of a parkee lives: its music, an answered re-INVITE, or that it was only just parked. */
import type { SipResponse } from '../../sip/message/message.ts';
import type { Parking } from '../../dialect/reading.ts';
import { music } from '../evidence/heard-music.ts';
import type { Leg } from '../evidence/legs.ts';
import { isRefresh } from '../evidence/refreshes.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import type { UnreadableMessage } from '../evidence/unreadable-message.ts';
import { type Excerpt, hears } from '../excerpt.ts';
import { allOf, fail, type Finding, inconclusive, missing, pass } from '../finding.ts';
import { lackOf, overdue } from './lack.ts';
import { musicGoesOn } from './music-gap.ts';
import { pausing } from './paused-voice.ts';
import { WORDS } from '../sentences/field-words.ts';

export function parkeeAlive(excerpt: Excerpt, { call, parkLeg }: Parking, leg: Leg): Finding {
  const begun = parkLeg?.leg === leg ? parkLeg.begun.n : leg.accept.n;
  const probe = lastProbe(excerpt, leg);
  // A pool may play music in a dialog that it has forgotten.
  if (probe !== undefined && probe.answer === undefined) {
    if (probe.unreadable !== undefined) {
      const answered = { deed: WORDS.reinviteOf(leg.tap), why: probe.unreadable.reason };
      return inconclusive('answer-unreadable', answered, { evidence: [probe.unreadable.n] });
    }
    const lack = overdue(excerpt.facts, probe.t, excerpt.facts.candidate.bounds.probe);
    return missing('parkee-probe-failed', { party: leg.tap, call }, [probe.n], lack);
  }
  const heard = musicHeard(excerpt, call, leg, begun);
  if (heard === undefined) return withoutMusic(excerpt, call, leg, { begun, probe });
  // With music any answer will do: one that ends the dialog has ended the leg.
  return allOf(pass('nothing-wrong', {}, { evidence: probe?.answer === undefined ? [] : [probe.answer.n] }), heard);
}

interface Probe {
  readonly n: number;
  readonly t: number;
  readonly answer: Seen<SipResponse> | undefined;
  readonly unreadable: UnreadableMessage | undefined;
}

/** The last re-INVITE of the parkee in the excerpt. */
function lastProbe({ facts, range }: Excerpt, { tap, callId }: Leg): Probe | undefined {
  const probe = facts.messages
    .requests(tap, callId, 'INVITE', 'out')
    .findLast((seen) => seen.n >= range.from && seen.n <= range.to && !isRefresh(facts, seen));
  if (probe === undefined) return undefined;
  const { n, t } = probe;
  return { n, t, answer: facts.messages.final(probe), unreadable: facts.messages.unreadableTo(probe) };
}

/** Undefined where no music is heard, and none is claimed. */
function musicHeard(excerpt: Excerpt, call: string, leg: Leg, begun: number): Finding | undefined {
  const { candidate } = excerpt.facts;
  const voices = music(candidate);
  const proof = voices.map((voice) => hears(excerpt, leg, voice)).find((n) => n !== undefined);
  const parked = { party: leg.tap, call };
  const heard = proof === undefined ? undefined : pass('parked-with-music', parked, { evidence: [proof] });
  if (!candidate.capabilities.includes('music-on-hold')) return heard;
  const goesOn = musicGoesOn(excerpt, call, leg, begun);
  if (heard !== undefined || goesOn.verdict !== 'pass') return allOf(goesOn, heard ?? goesOn);
  const lack = lackOf(excerpt, leg, voices, leg.accept.t);
  const silent = missing('parked-without-music', parked, [leg.accept.n], lack);
  return voices.map((voice) => pausing(excerpt, leg, voice, silent)).find((each) => each !== undefined) ?? silent;
}

function withoutMusic(
  { range }: Excerpt,
  call: string,
  { tap }: Leg,
  { begun, probe }: { readonly begun: number; readonly probe: Probe | undefined },
): Finding {
  const parked = { party: tap, call };
  if (begun >= range.from) return pass('parked', parked, { evidence: [begun] });
  if (probe?.answer === undefined) return inconclusive('parkee-not-probed', parked);
  if (probe.answer.message.status >= 300) return fail('parkee-probe-failed', parked, { evidence: [probe.n] });
  return pass('parked-and-alive', parked, { evidence: [probe.answer.n] });
}
