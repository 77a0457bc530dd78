import { answerSdp, audioOf, audioOffer } from '../../sip/sdp.ts';
import { buildResponse } from '../../sip/message/build.ts';
import { serviceIn } from '../mode.ts';
import { conforming } from '../behaviour.ts';
import type { Companion } from '../companion.ts';
import type { ParkService } from '../park-service.ts';
import type { ParkedCall } from '../parked-call.ts';
import { checks, NO_GHOST_IN_FAILBACK, PARKABLE } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { agreeIdly, grantIdly } from './mechanism/idle-timers.ts';
import { onEntering } from './mechanism/moments.ts';
import { isOfParkedCall } from './mechanism/parked-dialogs.ts';
import { movedTo, shownAt, showsAfter, showsAlso } from './mechanism/shown-calls.ts';

/** An orbit is given away twice, kept in use, hidden or renumbered; or the call in it ends or hears another. */
export const parkedCallDefects = family({
  // A free orbit is looked for, and marked as taken only when the call has long been told.
  'gives-every-call-one-orbit: Two calls that are parked at the same time get the same orbit':
    turnsRed`DR-S4/second-parkable DR-S4/first-waits DR-S4/second-waits DR-S4/first-retrievable
      DR-S4/second-waits-on DR-S4/second-retrievable DR-S4/aftermath DR-S8/refused-when-full
      DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`({
      takeOrbit: ({ orbits }) => orbits.range.first,
    }),
  // Parking is a write to a slot, which removes the earlier call.
  'drops-who-waits-in-the-orbit: A call is parked into an occupied orbit, and the parkee there is hung up on':
    turnsRed`DR-S4/first-waits DR-S4/first-retrievable DR-S4/second-waits-on DR-S4/second-retrievable
      DR-S4/aftermath DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/second-waits
      DR-S8/parkable-again DR-S8/aftermath`({
      takeOrbit(service) {
        void service.at(service.orbits.range.first)?.drop('dropped');
        return service.orbits.range.first;
      },
    }),
  // The orbit is reserved for the retriever before it is found to be empty.
  'leaks-orbit-after-failed-dial: An orbit is shown in use after a retriever has dialled it in vain':
    turnsRed`${NO_GHOST_IN_FAILBACK} DR-12/aftermath DR-13/aftermath DR-21/aftermath DR-22/aftermath
      DR-23/aftermath DR-S3/aftermath DR-S4/aftermath DR-S5/aftermath DR-S8/aftermath`(() => {
      const { shows, add } = showsAlso();
      return {
        shows,
        retrieve(incoming, orbit, service) {
          if (service.at(orbit) === undefined) add(shownAt(orbit, incoming.request.uri));
          conforming.retrieve(incoming, orbit, service);
        },
      };
    }),
  // The BYE of a parkee that was retrieved ends the dialog but not the row in the table of orbits.
  'leaks-orbit-after-retrieval: An orbit is shown in use after its call was retrieved':
    turnsRed`DR-12/aftermath DR-13/aftermath DR-23/aftermath DR-33/aftermath DR-S3/aftermath DR-S4/aftermath
      DR-S5/aftermath DR-S8/aftermath DR-S9/aftermath`(() => showsAfter('left', 'joined')),
  // A call that went to the timeout target was not retrieved, so its orbit is thought to be taken.
  'leaks-orbit-after-ringback: An orbit is shown in use after its call went to the timeout target':
    turnsRed`DR-S2/aftermath`(() => showsAfter('handed-over'), {
      mayTurnRed: checks`DR-23/aftermath DR-S4/aftermath DR-S5/aftermath DR-S8/aftermath`,
    }),
  // The directory of orbits is empty while it is replicated; the calls are there all the same.
  'hides-orbits-at-failback: Orbits cannot be looked up in resiliency mode, although calls wait there':
    turnsRed`DR-23/still-parked`({ shows: (calls, mode) => (serviceIn(mode) === 'resiliency' ? [] : calls) }),
  // Once the primary serves again, the backup answers for nothing any more.
  'hides-orbits-on-standby: Orbits of the backup cannot be looked up any more when failback is complete, although calls wait there':
    turnsRed`DR-23/still-parked-after DR-23/retrievable DR-S5/first-retrievable`({
      shows: (calls, mode) => (mode === 'standby' ? [] : calls),
    }),
  // Calls are taken into another table on their way back, which numbers them anew; the parker has the old number.
  'renumbers-orbits-at-failback: Parked calls are moved to other orbits when users are given back':
    turnsRed`DR-23/still-parked DR-23/still-parked-after DR-23/retrievable DR-S5/first-retrievable`(
      {
        shows: (calls, mode) =>
          mode === 'handing-back' || mode === 'standby' ? calls.map((call) => movedTo(call.orbit + 50, call)) : calls,
      },
      { mayTurnRed: checks`DR-S9/aftermath` },
    ),
  // The park service is stopped on the pool that hands its users back, calls or no calls.
  'drops-parked-calls-at-failback: The backup hangs up on parked parties as soon as it begins to give users back':
    turnsRed`DR-23/still-parked DR-S5/first-retrievable`({
      keepsParkedCalls: (to) => to !== 'away' && to !== 'handing-back',
    }),
  // A pool on standby has no calls, so those that it has are cleared away.
  'drops-parked-calls-after-failback: The backup hangs up on parked parties when failback completes':
    turnsRed`DR-23/still-parked-after DR-S5/first-retrievable`({
      keepsParkedCalls: (to) => to !== 'away' && to !== 'standby',
    }),
  // The media service is moved to the other pool first; calls that it plays to are left in silence.
  // Until its music was waited for in vain, its parker is rung.
  'stops-music-at-failback: Parked calls stay when users are given back, but their music stops':
    turnsRed`DR-23/still-parked`(
      { companion: ({ service }) => onEntering('handing-back', () => stopMusic(service)) },
      { mayTurnRed: checks`DR-23/still-parked-after` },
    ),
  // The signalling was restarted, and the media service beside it plays on.
  'forgets-the-dialogs-of-parked-calls: The music of parked calls plays on, but a request in their dialog is answered 481':
    turnsRed`DR-23/still-parked DR-23/aftermath DR-S4/first-waits DR-S4/second-waits DR-S4/aftermath
      DR-S5/second-waits-on DR-S5/aftermath DR-S8/second-waits DR-S8/aftermath`({
      companion: ({ service }) => ({
        takes(incoming) {
          const { request } = incoming;
          if (request.method !== 'INVITE' || !isOfParkedCall(request, service)) return false;
          incoming.respond(buildResponse(request, 481));
          return true;
        },
      }),
    }),
  // A guard against callers that refresh their session without end counts the first request as one too many.
  'ignores-requests-of-parkees: A re-INVITE in the dialog of a parked call is not answered, and its music plays on':
    turnsRed`DR-23/still-parked DR-S4/first-waits DR-S4/second-waits DR-S5/second-waits-on
      DR-S8/second-waits`({
      companion: ({ service }) => ({
        takes: ({ request }) => request.method === 'INVITE' && isOfParkedCall(request, service),
      }),
    }),
  // The music is a file that is played once.
  'plays-the-music-once: The music of parked calls ends after a second, and the calls wait on in silence':
    turnsRed`DR-23/still-parked`(
      {
        companion: () => ({
          parked: async ({ music }) => void setTimeout(() => music.playTo(undefined), MUSIC_LENGTH).unref(),
        }),
      },
      {
        mayTurnRed: checks`${PARKABLE} DR-23/still-parked-after DR-S2/music-on-hold DR-S3/music-of-primary DR-S4/first-waits
      DR-S4/second-waits DR-S4/second-waits-on DR-S5/second-waits-on DR-S8/second-waits
      DR-S8/parkable-again`,
      },
    ),
  // The player opens its file anew each time that it has come to the end of it.
  'pauses-the-music: The music of parked calls is away for a moment, again and again':
    turnsRed`DR-23/still-parked DR-23/still-parked-after DR-S4/first-waits DR-S4/second-waits DR-S4/second-waits-on`(
      { companion: pausesMusic },
      {
        mayTurnRed: checks`${PARKABLE} DR-S2/music-on-hold DR-S3/music-of-primary DR-S5/second-waits-on
        DR-S8/second-waits DR-S8/parkable-again`,
      },
    ),
  // Refreshes are the task of a call service that is stopped for the failback; the front end still agrees to them.
  // A re-INVITE of the parkee, which a check sends, puts the end off.
  'never-refreshes-sessions: As users are given back, the pool agrees to refresh the sessions of parked calls and never does, so that their phones hang up':
    turnsRed`DR-23/aftermath`(
      {
        companion: ({ service, agent }) => ({
          ...onEntering('handing-back', () => agreeIdly(service, 'uac')),
          takes: (incoming) => grantIdly(agent, incoming),
        }),
      },
      { mayTurnRed: checks`DR-23/still-parked DR-23/still-parked-after DR-S5/first-retrievable DR-S5/aftermath` },
    ),
  // The table of sessions has been given back, and the dialogs are still here.
  'refuses-refreshes: As users are given back, the pool has the phones of parked parties refresh their sessions, and answers the refreshes 481':
    turnsRed`DR-23/aftermath`(
      {
        companion: ({ service, agent }) => ({
          ...onEntering('handing-back', () => agreeIdly(service, 'uas')),
          takes(incoming) {
            const { request } = incoming;
            if (request.method !== 'UPDATE' || !agent.owns(request)) return grantIdly(agent, incoming);
            incoming.respond(buildResponse(request, 481));
            return true;
          },
        }),
      },
      { mayTurnRed: checks`DR-23/still-parked DR-23/still-parked-after DR-S5/first-retrievable DR-S5/aftermath` },
    ),
  // Music on hold is a conference room, and a party that comes into it is not muted.
  'joins-parked-parties: Two parked parties hear each other':
    turnsRed`DR-S4/first-waits DR-S4/second-waits DR-S4/aftermath
      DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/aftermath`(
      {
        companion: ({ service }) => ({
          async parked(call) {
            const others = service.parked().flatMap((orbit) => service.at(orbit) ?? []);
            const other = others.find((each) => each !== call);
            if (other !== undefined) await Promise.all([connect(call, other), connect(other, call)]);
          },
        }),
      },
      { mayTurnRed: checks`DR-S4/second-parkable DR-S4/first-retrievable DR-S8/second-waits DR-S8/parkable-again` },
    ),
});

/** In ms. */
const MUSIC_LENGTH = 1_000;
/** Turns of the music, in ms. */
const PLAYS = 150;
const PAUSES = 700;

function pausesMusic(): Companion {
  const turns = new Map<ParkedCall, NodeJS.Timeout>();
  const turn = (call: ParkedCall, plays: boolean): void => {
    call.music.playTo(plays ? call.session.remoteSdp : undefined);
    turns.set(call, setTimeout(() => turn(call, !plays), plays ? PLAYS : PAUSES).unref());
  };
  return {
    async parked(call) {
      turn(call, true);
    },
    left(call) {
      clearTimeout(turns.get(call));
      turns.delete(call);
    },
  };
}

function stopMusic(service: ParkService): void {
  for (const orbit of service.parked()) service.at(orbit)?.music.playTo(undefined);
}

/** Has one party send its sound to the other, also after it has made an offer of its own. */
async function connect({ session }: ParkedCall, other: ParkedCall): Promise<void> {
  const audio = other.session.remoteSdp && audioOf(other.session.remoteSdp);
  if (audio === undefined) return;
  const { address, port } = audio;
  const sendrecv = { address, port, sessionId: Date.now(), version: 2, direction: 'sendrecv' } as const;
  session.onOffer = (offer) => answerSdp(offer, sendrecv);
  await session.reinvite(audioOffer(sendrecv));
}
