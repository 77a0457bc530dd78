import type { Deed, Party } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { inTime } from './called.ts';
import { legOf, youngest } from '../facts.ts';
import { howEnded, mutual } from './connected.ts';
import { dialIn, dialled, ledToNobody } from './dialled-orbit.ts';
import { allOf, type Finding, provenOf } from '../finding.ts';
import { fail, inconclusive, missing, pass } from '../unworded.ts';
import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { isMusic } from '../evidence/heard-music.ts';
import { parkingOf } from './parked.ts';
import { answered, describeReply, isAbsent, type Reply } from '../evidence/observed-reply.ts';
import type { Scene, Sent } from '../scene.ts';
import { type ParkLeg, type Retrieval, toldBy } from '../../dialect/reading.ts';

type RetrieveDeed = Extract<Deed, { verb: 'retrieve' }>;

/** `can: retrieve`: joined to the parkee, who is parked no longer, and the orbit leads nobody else to the call. */
export function retrieves(scene: Scene, deed: RetrieveDeed, parkee: Party): Finding {
  const joined = isRetrieved(scene, deed, parkee);
  const all = provenOf(joined, secondRetrieval(scene, deed));
  return all.verdict === 'pass' ? { ...all, reason: `${joined.reason}; a second retrieval reached nobody` } : all;
}

/** The last attempt of a party to retrieve a call in a scene. */
function retrievalIn({ facts, actions }: Scene, by: Party): Retrieval | undefined {
  return facts.retrievals.findLast((each) => each.by === by && actions.some(({ id }) => id === each.action.id));
}

/** How that attempt was answered, and when it was sent. */
export function retrievalReply(scene: Scene, by: Party): { readonly reply: Reply; readonly sent: Sent } {
  const retrieval = retrievalIn(scene, by);
  const reply = retrieval?.reply ?? answered(undefined, undefined, undefined);
  return { reply, sent: retrieval?.request ?? { n: scene.range.from, t: scene.t } };
}

/** Retriever and parkee hear each other and the parkee's park leg is over. */
export function isRetrieved(scene: Scene, deed: RetrieveDeed, parkee: Party): Finding {
  const { facts, range } = scene;
  const { by, call } = deed;
  const parking = parkingOf(scene, call);
  const at = parking?.orbit === undefined ? '' : ` from orbit ${parking.orbit} of ${parking.pool}`;
  const who = `${by} retrieved call ${call}${at}`;
  const mine = youngest(retrievalIn(scene, by)?.legs ?? [], range.to);
  if (mine === undefined) return notAnswered(scene, deed, at);
  const over = endBy(mine, range.to);
  if (over !== undefined) return fail(`${who} but the call did not last: ${howEnded(mine)}`, { evidence: [over.n] });
  const theirs = legOf(facts, parkee, call, range.to);
  if (theirs === undefined || !isLive(theirs, range.to)) {
    const text = `${who}, was answered ${mine.accept.message.status}, but ${parkee} is not in the call`;
    return parkedInstead(scene, mine, call) ?? fail(text, { evidence: [mine.accept.n] });
  }
  const talk = mutual(scene, call, mine, theirs);
  if (talk.verdict !== 'pass') return parkedInstead(scene, mine, call) ?? talk;
  return allOf(talk, parkOver(scene, theirs, parking?.parkLeg), inTime(scene, mine, theirs, 'retrievedAfterMs', who));
}

/** A server that takes the retriever for a caller to be parked plays music to both. */
function parkedInstead({ facts, range, lastLook }: Scene, mine: Leg, call: string): Finding | undefined {
  const voices = facts.hearing.voices(mine.tap, lastLook ?? range, mine.callId);
  if (voices.length === 0 || !voices.every(isMusic)) return undefined;
  return fail(`${mine.tap} was parked instead of retrieving call ${call}: hears only ${voices.join(' and ')}`, {
    evidence: [mine.accept.n],
  });
}

/** The park leg was replaced, or, where the pool joins the two itself, it has no music any more. */
function parkOver({ facts, range, lastLook }: Scene, theirs: Leg, parkLeg: ParkLeg | undefined): Finding {
  if (parkLeg !== undefined && parkLeg.leg !== theirs) {
    const over = endBy(parkLeg.leg, range.to);
    if (over !== undefined) return pass('', { evidence: [over.n] });
    return missing(`${theirs.tap} is still in the park dialog after being retrieved`, [parkLeg.leg.accept.n]);
  }
  const stillPlayed = facts.hearing.voices(theirs.tap, lastLook ?? range, theirs.callId).find(isMusic);
  if (stillPlayed === undefined || lastLook === undefined) return pass('');
  return fail(`${theirs.tap} still hears ${stillPlayed} after being retrieved`, { evidence: [theirs.accept.n] });
}

function secondRetrieval(scene: Scene, deed: RetrieveDeed): Finding {
  const dials = scene.actions.filter(({ verb, by }) => verb === 'dial' && by !== deed.by);
  const leaked = dials.map((dial) => stillLedTo(scene, deed, dial)).find((finding) => finding !== undefined);
  if (leaked !== undefined) return leaked;
  const [first, ...rest] = dials.map((dial) => ledToNobody(scene.facts, dial, scene.range));
  if (first === undefined)
    return inconclusive(`${deed.by} retrieved call ${deed.call}, but no second retrieval was tried`);
  const all = allOf(first, ...rest);
  return all.verdict === 'fail' ? { ...all, reason: `call ${deed.call} could be retrieved twice: ${all.reason}` } : all;
}

/** A pool that has learnt of the end of a parked call, and has said so, must not send anybody to it. */
function stillLedTo({ facts }: Scene, { call }: RetrieveDeed, dial: Action): Finding | undefined {
  const on = dialIn(facts, dial).sentOn;
  if (on === undefined) return undefined;
  const parked = facts.parkings.find(({ parkLeg }) => parkLeg?.leg.callId === on.callId)?.parkLeg?.leg;
  if (parked?.ended === undefined) return undefined;
  const { how, message } = parked.ended;
  const known = how === 'remote-bye' ? message.n : how === 'local-bye' ? facts.messages.final(message)?.n : undefined;
  if (known === undefined || known > dial.asked.n) return undefined;
  const words = `call ${call} was retrieved but ${dialled(dial)} still sends callers to it`;
  return fail(words, { evidence: [known, on.seen.n] });
}

function notAnswered(scene: Scene, { by, call }: RetrieveDeed, at: string): Finding {
  const { reply } = retrievalReply(scene, by);
  if (reply.kind === 'not-sent') return notLedTo(scene, by, reply.words, `${by} could not retrieve call ${call}${at}`);
  return fail(`${by} could not retrieve call ${call}${at}: ${describeReply(reply)}`, {
    evidence: [reply.n],
    timed: isAbsent(reply),
  });
}

/** Nobody was called: because the orbit showed nobody, because it was not known what it shows, or because of ourselves. */
function notLedTo({ facts, actions }: Scene, by: Party, why: string, failed: string): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(({ action }) => ids.has(action.id) && action.by === by);
  if (lookup?.request === undefined) return inconclusive(`${failed}: it was not tried: ${why}`);
  if (!lookup.answered) {
    return missing(`${failed}: ${lookup.pool ?? 'the pool'} did not say what is there`, [lookup.request.n]);
  }
  const evidence = [toldBy(lookup)];
  return lookup.shown.length === 0
    ? fail(`${failed}: ${why}`, { evidence })
    : inconclusive(`${failed}: ${why}`, { evidence });
}
