/** Orbits that the pool answers itself: it joins retriever and parkee, and stays the other end of both calls. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { takeoverUri } from '../../../src/reference/takeover-uri.ts';
import { answerIn } from '../../../src/sip/described.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { IncomingInvite, Session } from '../../../src/sip/ua/user-agent.ts';
import { ackTo, byHand } from './by-hand.ts';
import {
  closeBed,
  connect,
  dial,
  dialInVain,
  earOf,
  offer,
  openPair,
  park,
  parkedCall,
  phonesAt,
  statusOf,
  takeOver,
  until,
} from './bed.ts';

afterEach(closeBed);

/** A pool that joins, and a call from alice that bob has parked there. */
async function parked(change: { readonly pickupTimeout?: number } = {}) {
  const { primary } = await openPair({ both: { retrieve: 'join', ...change } });
  const phones = await phonesAt(primary, 'alice', 'bob', 'carol', 'dave');
  const { alice, bob, carol, dave } = phones;
  for (const [index, each] of [alice, bob, carol, dave].entries()) each.audio = 4_002 + 2 * index;
  return { primary, ...phones, ...(await parkedCall(alice, bob, primary)) };
}

/** The same, retrieved by carol. */
async function retrieved() {
  const bed = await parked();
  const carols = await dial(bed.carol, bed.orbit, bed.primary);
  await until(() => heardPort(bed.leg) === bed.carol.audio);
  return { ...bed, carols };
}

function heardPort({ remoteSdp }: Session): number | undefined {
  return remoteSdp && audioOf(remoteSdp)?.port;
}

function said({ remoteSdp }: Session): string | undefined {
  return remoteSdp && audioOf(remoteSdp)?.direction;
}

describe('a party that dials an orbit', () => {
  test('is answered by the pool, and described to the parkee as the parkee is to it', async () => {
    const { primary, alice, carol, orbit, leg } = await parked();
    const ear = await earOf(alice, 1_750);
    await leg.reinvite(offer(alice.audio));
    expect(await ear.listen('music', 5, 20_000)).toBe(true);
    const carols = await dial(carol, orbit, primary);
    expect(carols.remoteTarget).toBe(`sip:${orbit}@127.0.0.1:${primary.sip.port}`);
    expect([heardPort(carols), heardPort(leg)]).toEqual([alice.audio, carol.audio]);
    expect([said(carols), said(leg)]).toEqual(['sendrecv', 'sendrecv']);
    expect(primary.status().parked).toEqual([]);
    expect(await ear.listenForEnd('music', 150, 2_000)).toBe(true);
    expect(await dialInVain(carol, orbit, primary)).toMatchObject({ status: 404 });
  });

  test('may leave the offer to the pool', async () => {
    const { primary, alice, carol, orbit, leg } = await parked();
    const uri = `sip:${orbit}@park.example`;
    const invite = carol.endpoint.request(byHand(carol, uri, 'INVITE'), primary.sip);
    const outcome = await invite.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    const made = answerIn(outcome.response);
    expect([audioOf(made!)?.port, audioOf(made!)?.direction]).toEqual([alice.audio, 'sendrecv']);
    carol.endpoint.sendAck(ackTo(invite.request, outcome.response, offer(carol.audio)), primary.sip);
    await until(() => heardPort(leg) === carol.audio);
    await until(() => primary.status().parked.length === 0);
  });

  test('leaves the call parked when it does not answer an offer that it asked for', async () => {
    const { primary, carol, orbit, leg } = await parked();
    const invite = carol.endpoint.request(byHand(carol, `sip:${orbit}@park.example`, 'INVITE'), primary.sip);
    const outcome = await invite.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    carol.endpoint.sendAck(ackTo(invite.request, outcome.response), primary.sip);
    await until(() => carol.heard.some((line) => line.startsWith('BYE')));
    expect([leg.state, primary.status().parked]).toEqual(['confirmed', [orbit]]);
    await dial(carol, orbit, primary);
  });

  test('finds nobody at an empty orbit, and one retriever at a time at another', async () => {
    const { primary, carol, dave, orbit, leg } = await parked();
    expect(await dialInVain(carol, '107', primary)).toMatchObject({ status: 404 });
    const answered = later(leg);
    const carols = dial(carol, orbit, primary);
    await answered.asked;
    expect(await dialInVain(dave, orbit, primary)).toMatchObject({ status: 486 });
    answered.answer();
    expect((await carols).state).toBe('confirmed');
  });

  test('is refused when the parkee refuses its offer, and the call waits on', async () => {
    const { primary, carol, orbit, leg } = await parked();
    leg.onOffer = () => undefined;
    expect(await dialInVain(carol, orbit, primary)).toMatchObject({ status: 488 });
    expect([leg.state, primary.status().parked]).toEqual(['confirmed', [orbit]]);
  });

  test('may give up: the parkee hears its music again', async () => {
    const { primary, alice, carol, orbit, leg } = await parked();
    const ear = await earOf(alice, 1_750);
    await leg.reinvite(offer(alice.audio));
    const offers = offersTo(leg);
    const answered = later(leg);
    const call = carol.ua.invite({ uri: `sip:${orbit}@park.example`, next: primary.sip, sdp: offer(carol.audio) });
    await answered.asked;
    call.cancel();
    expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 487 } });
    answered.answer();
    await until(() => offers.length === 2);
    expect(offers).toEqual(['sendrecv', 'sendonly']);
    expect(await ear.listen('music', 5, 20_000)).toBe(true);
    expect(primary.status().parked).toEqual([orbit]);
    await dial(carol, orbit, primary);
  });

  test('gets the call of a parker that is being rung', async () => {
    const { primary, bob, carol, orbit, leg } = await parked({ pickupTimeout: 100 });
    const rung = new Promise<IncomingInvite>((resolve) => {
      bob.whenCalled = (invite) => {
        invite.ring();
        resolve(invite);
      };
    });
    const cancelled = new Promise<void>((resolve) => void rung.then((invite) => void (invite.onCancelled = resolve)));
    await rung;
    const carols = await dial(carol, orbit, primary);
    await cancelled;
    expect([leg.state, carols.state]).toEqual(['confirmed', 'confirmed']);
    expect(heardPort(leg)).toBe(carol.audio);
  });
});

describe('a call that the pool has joined', () => {
  test.each(['retriever', 'parkee'] as const)('ends for both when the %s hangs up', async (who) => {
    const { leg, carols } = await retrieved();
    const [leaves, stays] = who === 'parkee' ? [leg, carols] : [carols, leg];
    expect(statusOf(await leaves.bye())).toBe(200);
    await until(() => stays.state === 'ended');
  });

  test.each(['retriever', 'parkee'] as const)('is held and resumed by the %s', async (who) => {
    const { alice, carol, leg, carols } = await retrieved();
    const [holder, held, port] = who === 'parkee' ? [leg, carols, alice.audio] : [carols, leg, carol.audio];
    expect(statusOf(await holder.reinvite(offer(port, 'sendonly')))).toBe(200);
    expect([said(holder), said(held)]).toEqual(['recvonly', 'sendonly']);
    expect(statusOf(await holder.reinvite(offer(port)))).toBe(200);
    expect([said(holder), said(held)]).toEqual(['sendrecv', 'sendrecv']);
  });

  test('takes an offer that one of them refuses for refused', async () => {
    const { carol, leg, carols } = await retrieved();
    leg.onOffer = () => undefined;
    expect(statusOf(await carols.reinvite(offer(carol.audio, 'sendonly')))).toBe(488);
    expect([leg.state, carols.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('is resumed by a re-INVITE without an offer', async () => {
    const { primary, carol, leg, carols } = await retrieved();
    await carols.reinvite(offer(carol.audio, 'sendonly'));
    expect(said(leg)).toBe('sendonly');
    const transaction = carol.endpoint.request(byHand(carol, carols.remoteTarget, 'INVITE', carols), primary.sip);
    const outcome = await transaction.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    expect(audioOf(answerIn(outcome.response)!)?.direction).toBe('sendrecv');
    carol.endpoint.sendAck(ackTo(transaction.request, outcome.response, offer(carol.audio + 100)), primary.sip);
    await until(() => said(leg) === 'sendrecv' && heardPort(leg) === carol.audio + 100);
  });

  test('describes each party under one origin whose version grows', async () => {
    const { carol, leg, carols } = await retrieved();
    const before = leg.remoteSdp!.origin;
    await carols.reinvite(offer(carol.audio, 'sendonly'));
    const after = leg.remoteSdp!.origin;
    expect(after.sessionId).toBe(before.sessionId);
    expect(Number(after.version)).toBe(Number(before.version) + 1);
  });

  test('is transferred by the retriever: the parkee calls the target, and its old call ends', async () => {
    const { alice, dave, leg, carols } = await retrieved();
    const refer = carols.refer({ referTo: `<${dave.ua.contact}>`, referredBy: '<sip:carol@park.example>' });
    expect(statusOf(await refer.accepted)).toBe(200);
    expect(await refer.final).toMatchObject({ status: 200 });
    await carols.bye();
    await until(() => leg.state === 'ended');
    expect(alice.sessions.at(-1)).toMatchObject({ state: 'confirmed', remoteTarget: dave.ua.contact });
  });

  test('tells the transferor how the parkee refuses a transfer', async () => {
    const { leg, carols } = await retrieved();
    leg.onRefer = (refer) => refer.reject(603, 'Not Today');
    const accepted = await carols.refer({ referTo: '<sip:dave@park.example>' }).accepted;
    expect(accepted).toMatchObject({ kind: 'response', response: { status: 603, reason: 'Not Today' } });
  });

  test('is handed over by Replaces, as an attended transfer ends', async () => {
    const { dave, leg, carols } = await retrieved();
    const daves = await takeOver(dave, takeoverUri(carols.remoteTarget, carols.replacesHeader()));
    if (typeof daves === 'string') throw new Error(daves);
    await until(() => carols.state === 'ended');
    expect([heardPort(daves), heardPort(leg)]).toEqual([audioPort(leg), dave.audio]);
    expect(statusOf(await daves.reinvite(offer(dave.audio, 'sendonly')))).toBe(200);
    expect([said(leg), leg.state]).toEqual(['sendonly', 'confirmed']);
    await daves.bye();
    await until(() => leg.state === 'ended');
  });

  test('is parked again by the retriever, and retrieved again', async () => {
    const { primary, alice, carol, dave, leg, carols } = await retrieved();
    const ear = await earOf(alice, 1_750);
    const { orbit, final } = await park(carol, carols, primary);
    expect([orbit, primary.status().parked]).toEqual(['101', ['101']]);
    expect(final?.headers).toContainEqual({ name: 'Call-ID', value: leg.callId });
    expect(await ear.listen('music', 5, 20_000)).toBe(true);
    await until(() => carols.state === 'ended');
    const daves = await dial(dave, '101', primary);
    expect([heardPort(daves), heardPort(leg)]).toEqual([alice.audio, dave.audio]);
    expect(leg.state).toBe('confirmed');
  });

  test('stays as it is when its pool goes away', async () => {
    const { primary, leg, carols } = await retrieved();
    await primary.close();
    expect([leg.state, carols.state]).toEqual(['confirmed', 'confirmed']);
  });
});

test('A call that nobody has joined is not handed over by Replaces at the pool', async () => {
  const { primary, alice, bob, carol, leg } = await parked();
  await connect(carol, bob, primary);
  expect(await takeOver(carol, takeoverUri(leg.remoteTarget, leg.replacesHeader()))).toBe('403');
  expect([leg.state, alice.sessions.length]).toEqual(['confirmed', 2]);
});

/** The directions of the offers that come from now on. */
function offersTo(leg: Session): readonly string[] {
  const usual = leg.onOffer!;
  const offers: string[] = [];
  leg.onOffer = (sdp) => {
    offers.push(audioOf(sdp)?.direction ?? 'none');
    return usual(sdp);
  };
  return offers;
}

/** Has the parkee answer its next offer when it is told to. */
function later(leg: Session): { readonly asked: Promise<void>; readonly answer: () => void } {
  const usual = leg.onOffer;
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    leg.onOffer = (sdp) => {
      leg.onOffer = usual!;
      resolve();
      return new Promise((settle) => {
        answer = () => settle(usual?.(sdp));
      });
    };
  });
  return { asked, answer: () => answer() };
}

function audioPort({ localSdp }: Session): number | undefined {
  return audioOf(localSdp)?.port;
}
