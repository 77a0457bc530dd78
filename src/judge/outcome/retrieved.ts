import type { Deed, Party } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { inTime } from './called.ts';
import { legOf, youngest } from '../facts.ts';
import { howEnded, mutual } from './connected.ts';
import { dialIn, dialled, ledToNobody } from './dialled-orbit.ts';
import { allOf, fail, type Finding, inconclusive, missing, pass, provenOf, retold } from '../finding.ts';
import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { isMusic } from '../evidence/heard-music.ts';
import { statusLine } from '../evidence/seen-messages.ts';
import { absence, overdue } from './lack.ts';
import { shownEmpty } from './nobody.ts';
import { name } from './refusal.ts';
import { parkingOf } from './parked.ts';
import { answered, describeReply, type Reply } from '../evidence/observed-reply.ts';
import type { Excerpt, Sent } from '../excerpt.ts';
import { type ParkLeg, type Retrieval, toldBy } from '../../dialect/reading.ts';
import { WORDS } from '../sentences/field-words.ts';

type RetrieveDeed = Extract<Deed, { verb: 'retrieve' }>;

/** `can: retrieve`: joined to the parkee, which is parked no longer, and the orbit leads no other party to the call. */
export function retrieves(excerpt: Excerpt, deed: RetrieveDeed, parkee: Party): Finding {
  const joined = isRetrieved(excerpt, deed, parkee);
  const all = provenOf(joined, secondRetrieval(excerpt, deed));
  return all.verdict === 'pass' ? retold(all, 'retrieved', { because: joined }) : all;
}

/** The last attempt of a party to retrieve a call in a excerpt. */
function retrievalIn({ facts, actions }: Excerpt, by: Party): Retrieval | undefined {
  return facts.retrievals.findLast((each) => each.by === by && actions.some(({ id }) => id === each.action.id));
}

/** How that attempt was answered, and when it was sent. */
export function retrievalReply(excerpt: Excerpt, by: Party): { readonly reply: Reply; readonly sent: Sent } {
  const retrieval = retrievalIn(excerpt, by);
  const reply = retrieval?.reply ?? answered(undefined, undefined, undefined);
  return { reply, sent: retrieval?.request ?? { n: excerpt.range.from, t: excerpt.t } };
}

/** Retriever and parkee hear each other and the parkee's park leg is over. */
export function isRetrieved(excerpt: Excerpt, deed: RetrieveDeed, parkee: Party): Finding {
  const { facts, range } = excerpt;
  const { by, call } = deed;
  const parking = parkingOf(excerpt, call);
  const orbit = parking?.orbit;
  const what = orbit === undefined ? name(deed) : WORDS.fromOrbit(name(deed), orbit, parking?.pool ?? WORDS.thePool);
  const mine = youngest(retrievalIn(excerpt, by)?.legs ?? [], range.to);
  if (mine === undefined) return notAnswered(excerpt, by, what);
  const over = endBy(mine, range.to);
  if (over !== undefined) return fail('retrieval-lost', { deed: what, end: howEnded(mine) }, { evidence: [over.n] });
  const theirs = legOf(facts, parkee, call, range.to);
  if (theirs === undefined || !isLive(theirs, range.to)) {
    const without = { deed: what, status: statusLine(mine.accept), parkee };
    return (
      parkedInstead(excerpt, mine, call) ?? fail('retrieved-without-parkee', without, { evidence: [mine.accept.n] })
    );
  }
  const talk = mutual(excerpt, call, mine, theirs);
  if (talk.verdict !== 'pass') return parkedInstead(excerpt, mine, call) ?? talk;
  return allOf(
    talk,
    parkOver(excerpt, theirs, parking?.parkLeg),
    inTime(excerpt, mine, theirs, 'retrievedAfterMs', what),
  );
}

/** A server that takes the retriever for a caller to be parked plays music to both. */
function parkedInstead({ facts, range, lastLook }: Excerpt, mine: Leg, call: string): Finding | undefined {
  const voices = facts.hearing.voices(mine.tap, lastLook ?? range, mine.callId);
  if (voices.length === 0 || !voices.every(isMusic)) return undefined;
  const parked = { party: mine.tap, call, heard: voices.join(' and ') };
  return fail('retriever-parked', parked, { evidence: [mine.accept.n] });
}

/** The park leg was replaced, or, where the pool joins the two itself, it has no music any more. */
function parkOver({ facts, range, lastLook }: Excerpt, theirs: Leg, parkLeg: ParkLeg | undefined): Finding {
  if (parkLeg !== undefined && parkLeg.leg !== theirs) {
    const over = endBy(parkLeg.leg, range.to);
    if (over !== undefined) return pass('nothing-wrong', {}, { evidence: [over.n] });
    const lack = overdue(facts, theirs.accept.t, facts.candidate.bounds.park);
    return missing('park-leg-still-up', { party: theirs.tap }, [parkLeg.leg.accept.n], lack);
  }
  const { tap, callId: leg } = theirs;
  // A voice that falls silent in the last look is heard no more; that it has stopped is known 120 ms later, and later still
  // by a phone that is busy: its sample says when it heard the voice last. Where it is behind with every voice, music that
  // it has heard as late as any other has not stopped.
  const { gap } = facts.candidate.bounds;
  const voices = facts.hearing.voices(tap, lastLook ?? range, leg);
  const samples = voices.flatMap((voice) => {
    const sample = lastLook && facts.hearing.sample({ tap, leg, voice }, lastLook);
    return sample === undefined ? [] : [{ ...sample, voice }];
  });
  const last = Math.max(...samples.map(({ at }) => at));
  const music = samples.find(({ voice, t, at }) => isMusic(voice) && Math.min(t, last) - at <= gap);
  if (music === undefined) return pass('nothing-wrong', {});
  const { voice, t, at } = music;
  return fail(
    'music-after-retrieval',
    { party: theirs.tap, voice },
    { evidence: [theirs.accept.n], timed: t - at > gap },
  );
}

function secondRetrieval(excerpt: Excerpt, deed: RetrieveDeed): Finding {
  if (excerpt.facts.candidate.dialect.empty === 'parks') return shownEmptyAfter(excerpt, deed);
  const dials = excerpt.actions.filter(({ verb, by }) => verb === 'dial' && by !== deed.by);
  const leaked = dials.map((dial) => stillLedTo(excerpt, deed, dial)).find((finding) => finding !== undefined);
  if (leaked !== undefined) return leaked;
  const [first, ...rest] = dials.map((dial) => ledToNobody(excerpt.facts, dial, excerpt.range));
  if (first === undefined) return inconclusive('second-retrieval-not-tried', { deed: name(deed) });
  const all = allOf(first, ...rest);
  return all.verdict === 'fail' ? retold(all, 'retrieved-twice', { call: deed.call, because: all }) : all;
}

/** Where the next one to dial would be parked, a look-up after the retrieval must show that the orbit is empty. */
function shownEmptyAfter({ facts, actions }: Excerpt, deed: RetrieveDeed): Finding {
  const ids = new Set(actions.filter(({ by }) => by !== deed.by).map(({ id }) => id));
  const [first, ...rest] = facts.lookups
    .filter(({ action }) => ids.has(action.id))
    .map((lookup) => shownEmpty(facts, lookup));
  if (first === undefined) return inconclusive('second-retrieval-not-tried', { deed: name(deed) });
  return allOf(first, ...rest);
}

/** A pool that has learnt of the end of a parked call, and has said so, must not send a caller to it. */
function stillLedTo({ facts }: Excerpt, { call }: RetrieveDeed, dial: Action): Finding | undefined {
  const on = dialIn(facts, dial).sentOn;
  if (on === undefined) return undefined;
  const parked = facts.parkings.find(({ parkLeg }) => parkLeg?.leg.callId === on.callId)?.parkLeg?.leg;
  if (parked?.ended === undefined) return undefined;
  const { how, message } = parked.ended;
  const known = how === 'remote-bye' ? message.n : how === 'local-bye' ? facts.messages.final(message)?.n : undefined;
  if (known === undefined || known > dial.asked.n) return undefined;
  const leads = { call, place: dialled(dial) };
  return fail('orbit-still-leads-to-call', leads, { evidence: [known, on.seen.n] });
}

function notAnswered(excerpt: Excerpt, by: Party, deed: string): Finding {
  const { reply, sent } = retrievalReply(excerpt, by);
  if (reply.kind === 'not-sent') return notLedTo(excerpt, by, deed, reply.words);
  const { setup } = excerpt.facts.candidate.bounds;
  const extra = { evidence: [reply.n], ...absence(excerpt.facts, reply, sent, setup) };
  return fail('retrieval-failed', { deed, reply: describeReply(reply) }, extra);
}

/** No INVITE was sent: the orbit showed no call, the pool did not say what it shows, or the phone could not send. */
function notLedTo({ facts, actions }: Excerpt, by: Party, deed: string, why: string): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(({ action }) => ids.has(action.id) && action.by === by);
  if (lookup?.request === undefined) return inconclusive('not-tried', { deed, why });
  if (lookup.unread !== undefined) {
    const read = { deed, pool: lookup.pool ?? WORDS.thePool, why: lookup.unread.reason };
    return fail('retrieval-lookup-unreadable', read, { evidence: [lookup.unread.n] });
  }
  if (!lookup.answered) {
    const lack = overdue(facts, lookup.request.t, facts.candidate.bounds.probe);
    return missing('retrieval-without-lookup', { deed, pool: lookup.pool ?? WORDS.thePool }, [lookup.request.n], lack);
  }
  const evidence = [toldBy(lookup)];
  return lookup.shown.length === 0
    ? fail('no-call-to-retrieve', { deed, why }, { evidence })
    : inconclusive('not-tried', { deed, why }, { evidence });
}
