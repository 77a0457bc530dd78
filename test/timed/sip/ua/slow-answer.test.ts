import { afterEach, expect, test } from '@jest/globals';
import { header } from '../../../../src/sip/message/headers.ts';
import { audioOf, parseSdp, type Sdp } from '../../../../src/sip/sdp.ts';
import { Deferred } from '../../../../src/deferred.ts';
import type { Session } from '../../../../src/sip/ua/user-agent.ts';
import {
  type Agent,
  agent,
  answerTo,
  closeAll,
  inside,
  nextInvite,
  offer,
  outside,
  peer,
  type Peer,
  statusOf,
} from './agents.ts';

afterEach(closeAll);

interface Slow {
  readonly alice: Peer;
  readonly bob: Agent;
  readonly session: Session;
  /** Answers the offer that waits. */
  readonly answer: (sdp: Sdp | undefined) => void;
}

/** A call whose session answers an offer when it is told to. */
async function slow(): Promise<Slow> {
  const alice = await peer();
  const bob = await agent('bob');
  const coming = nextInvite(bob);
  const first = alice.endpoint.request(outside('INVITE', { peer: alice, sdp: offer() }), bob.address);
  const session = (await coming).accept({ sdp: answerTo(offer()) });
  await first.final;
  alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
  const waiting = new Deferred<Sdp | undefined>();
  session.onOffer = () => waiting.promise;
  return { alice, bob, session, answer: waiting.settle };
}

test('an offer may be answered after a while', async () => {
  const { alice, bob, session, answer } = await slow();
  const held = offer(2, 'sendonly');
  const second = alice.endpoint.request(inside(session, 'INVITE', 2, { sdp: held }), bob.address);
  setImmediate(() => answer(answerTo(held)));
  expect(statusOf(await second.final)).toBe(200);
  expect([session.localSdp, session.remoteSdp].map((sdp) => audioOf(sdp!)?.direction)).toEqual([
    'recvonly',
    'sendonly',
  ]);
});

test('an offer may be refused after a while, in an UPDATE too', async () => {
  const { alice, bob, session, answer } = await slow();
  const update = alice.endpoint.request(inside(session, 'UPDATE', 2, { sdp: offer(2) }), bob.address);
  setImmediate(() => answer(undefined));
  expect(statusOf(await update.final)).toBe(488);
});

test('another offer meanwhile is answered 500, and may come later', async () => {
  const { alice, bob, session, answer } = await slow();
  const second = alice.endpoint.request(inside(session, 'INVITE', 2, { sdp: offer(2) }), bob.address);
  const third = await alice.endpoint.request(inside(session, 'INVITE', 3, { sdp: offer(3) }), bob.address).final;
  expect(third.kind === 'response' && header(third.response, 'Retry-After')).toMatch(/^\d$/);
  expect(statusOf(third)).toBe(500);
  answer(answerTo(offer(2)));
  expect(statusOf(await second.final)).toBe(200);
  alice.endpoint.sendAck(inside(session, 'ACK', 2), bob.address);
  const fourth = alice.endpoint.request(inside(session, 'INVITE', 4, { sdp: offer(4) }), bob.address);
  expect(statusOf(await fourth.final)).toBe(200);
});

test('a BYE meanwhile ends the offer with 487', async () => {
  const { alice, bob, session, answer } = await slow();
  const second = alice.endpoint.request(inside(session, 'INVITE', 2, { sdp: offer(2) }), bob.address);
  expect(statusOf(await alice.endpoint.request(inside(session, 'BYE', 3), bob.address).final)).toBe(200);
  answer(answerTo(offer(2)));
  expect(statusOf(await second.final)).toBe(487);
});

test('a peer that makes no offer gets the one that is wanted for it', async () => {
  const { alice, bob, session } = await slow();
  session.onOfferWanted = () => offer(7, 'sendonly');
  const outcome = await alice.endpoint.request(inside(session, 'INVITE', 2), bob.address).final;
  const made = outcome.kind === 'response' ? parseSdp(outcome.response.body) : undefined;
  expect([made?.origin.version, audioOf(made!)?.direction]).toEqual(['7', 'sendonly']);
});
