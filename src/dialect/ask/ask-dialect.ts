/** Asking a candidate to park, to show its orbits and to give calls back, as its dialect table says. */
import { type Dialect, HELD_FIRST, type ParkWay } from '../../candidate/dialect/dialect-table.ts';
import type { ParkDialect } from '../dialect.ts';
import { REDIRECTS } from './follow-redirects.ts';
import { heldCallId, holding, lookUpOrbits } from './look-up-orbits.ts';
import { parkByAttended } from './park-by-attended.ts';
import { parkByBody } from './park-by-body.ts';
import { parkByDigits } from './park-by-digits.ts';
import { heldForPark } from './held-for-park.ts';
import { learnOrbit } from './learn-orbit.ts';
import { parkByHook } from './park-by-hook.ts';
import { parkByInvite } from './park-by-invite.ts';
import { parkByRefer } from './park-by-refer.ts';
import { parkByReferServer } from './park-by-refer-server.ts';
import { reachOrbit } from './reach-orbit.ts';
import { provenByState } from './turned-occupied.ts';

const PARKS: Readonly<Record<ParkWay, ParkDialect['park']>> = {
  'refer-server': parkByReferServer,
  refer: parkByRefer,
  attended: parkByAttended,
  invite: parkByInvite,
  dtmf: parkByDigits,
  body: parkByBody,
  hook: parkByHook,
};

/** The ways that ask in the call: alone, or with a request of its own before. */
const IN_CALL: Readonly<Partial<Record<ParkWay, 'alone' | 'too'>>> = {
  refer: 'alone',
  attended: 'too',
  dtmf: 'alone',
  hook: 'alone',
};

export function askDialect({ park, retrieve, orbit, state }: Dialect): ParkDialect {
  const byState = park.proof.includes('state');
  const inCall = park.body?.method === 'INFO' ? 'alone' : IN_CALL[park.by];
  const parkRequests = inCall === 'alone' ? 0 : park.redirects === undefined ? 1 : 1 + REDIRECTS;
  const parkAndLearn: ParkDialect['park'] = async (request) => learnOrbit(request, await PARKS[park.by](request));
  const asked = byState ? provenByState(parkAndLearn) : parkAndLearn;
  return {
    requests: { park: parkRequests, retrieve: 1 + REDIRECTS, lookup: 1 + REDIRECTS },
    looksUpFirst: retrieve.by === 'replaces',
    asksInCall: inCall !== undefined,
    choosesOrbit: orbit === 'chosen',
    showsAll: state.all !== undefined,
    watchesState: byState,
    park: HELD_FIRST.has(park.by) ? heldForPark(asked) : asked,
    lookup: lookUpOrbits,
    heldCallId,
    holding,
    retrieve: reachOrbit,
  };
}
