import { afterEach, describe, expect, test } from '@jest/globals';
import { header } from '../../../../src/sip/message/headers.ts';
import {
  agent,
  type Agent,
  answerTo,
  call,
  closeAll,
  established,
  inside,
  nextInvite,
  offer,
  outside,
  peer,
  statusOf,
  until,
  uriOf,
} from './agents.ts';

afterEach(closeAll);

async function threesome(): Promise<[Agent, Agent, Agent]> {
  return [await agent('alice'), await agent('bob'), await agent('carol')];
}

function inviteReplacing(caller: Agent, callee: Agent, ...values: readonly string[]) {
  const headers = [['Require', 'replaces'], ...values.map((value) => ['Replaces', value] as const)] as const;
  return caller.ua.invite({ uri: uriOf(callee), next: callee.address, sdp: offer(), headers });
}

function tagOf180({ texts }: Agent): string {
  const ringing = texts.find((text) => text.startsWith('SIP/2.0 180')) ?? '';
  return /^To: .*tag=(.*)$/m.exec(ringing)?.[1]?.trim() ?? '';
}

describe('an INVITE with Replaces', () => {
  test('takes over the call it names: the callee hangs up the old one', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs, alices] = await call(bob, alice);
    const reasons: string[] = [];
    alices.onEnded = (why) => reasons.push(`alice ${why}`);
    bobs.onEnded = (why) => reasons.push(`bob ${why}`);
    alice.ua.onInvite = (invite) => {
      expect(invite.replaces).toBe(alices);
      invite.accept({ sdp: answerTo(invite.offer!) });
    };
    const carols = await established(inviteReplacing(carol, alice, bobs.replacesHeader()).result);
    await until(() => reasons.length === 2);
    expect(reasons).toEqual(['alice replaced', 'bob remote-bye']);
    expect(alice.ua.sessions().map((session) => session.remoteTag)).toEqual([carols.localTag]);
    expect(bob.wire.slice(-2)).toEqual(['< BYE', '> 200 BYE']);
  });

  test('that is refused leaves the call it names as it was', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs, alices] = await call(bob, alice);
    alice.ua.onInvite = (invite) => invite.reject(486);
    expect(statusOf(await inviteReplacing(carol, alice, bobs.replacesHeader()).result)).toBe(486);
    expect([bobs.state, alices.state]).toEqual(['confirmed', 'confirmed']);
    alices.onOffer = (sdp) => answerTo(sdp);
    expect(statusOf(await bobs.reinvite())).toBe(200);
  });

  test('that is cancelled leaves the call it names as it was', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs, alices] = await call(bob, alice);
    const coming = nextInvite(alice);
    const invite = inviteReplacing(carol, alice, bobs.replacesHeader());
    (await coming).ring();
    invite.cancel();
    expect(statusOf(await invite.result)).toBe(487);
    expect([bobs.state, alices.state]).toEqual(['confirmed', 'confirmed']);
  });

  test.each([
    ['no call', 481, () => 'nobody;to-tag=1;from-tag=2'],
    ['an early dialog, but means one that is up', 486, (named: string) => `${named};early-only`],
    ['no from-tag', 400, (named: string) => named.replace(/;from-tag=[^;]*/, '')],
  ])('that names %s is refused with %i and the phone does not ring', async (_, status, name) => {
    const [alice, bob, carol] = await threesome();
    const [bobs, alices] = await call(bob, alice);
    let rang = false;
    alice.ua.onInvite = () => {
      rang = true;
    };
    expect(statusOf(await inviteReplacing(carol, alice, name(bobs.replacesHeader())).result)).toBe(status);
    expect(rang).toBe(false);
    expect(alices.state).toBe('confirmed');
  });

  test('twice in one INVITE is refused with 400', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs] = await call(bob, alice);
    const named = bobs.replacesHeader();
    expect(statusOf(await inviteReplacing(carol, alice, named, named).result)).toBe(400);
  });

  test('that comes after the end of the call is declined with 603', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs] = await call(bob, alice);
    await bobs.bye();
    expect(statusOf(await inviteReplacing(carol, alice, bobs.replacesHeader()).result)).toBe(603);
  });

  test('is declined with 603 too while a REFER keeps the dialog of the ended call', async () => {
    const [alice, bob, carol] = await threesome();
    const [bobs, alices] = await call(bob, alice);
    alices.onRefer = (refer) => refer.accept().trying();
    const refer = bobs.refer({ referTo: '<sip:dave@127.0.0.1>' });
    await refer.accepted;
    await bobs.bye();
    expect(alice.ua.findDialog(alices.callId, alices.localTag, alices.remoteTag)).toBeUndefined();
    expect(statusOf(await inviteReplacing(carol, alice, bobs.replacesHeader()).result)).toBe(603);
  });

  test('that names a call which its own party made and which rings takes it over and cancels it', async () => {
    const [alice, bob, carol] = await threesome();
    const ringing = nextInvite(bob);
    const first = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    const atBob = await ringing;
    atBob.ring();
    await until(() => alice.wire.includes('< 180 INVITE'));
    alice.ua.onInvite = (invite) => {
      expect([invite.replaces, invite.replacesEarly]).toEqual([undefined, true]);
      invite.accept({ sdp: answerTo(invite.offer!) });
    };
    const toTag = /tag=(.*)/.exec(header(atBob.request, 'From') ?? '')?.[1];
    const fromTag = tagOf180(bob);
    const named = `${first.callId};to-tag=${toTag};from-tag=${fromTag};early-only`;
    await established(inviteReplacing(carol, alice, named).result);
    expect(statusOf(await first.result)).toBe(487);
    expect(bob.wire).toContain('< CANCEL');
  });

  test('that names a call which rings at the callee is refused with 481 and the ringing goes on', async () => {
    const [alice, bob, carol] = await threesome();
    const ringing = nextInvite(bob);
    const first = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    const atBob = await ringing;
    atBob.ring();
    await until(() => alice.wire.includes('< 180 INVITE'));
    const fromTag = /tag=(.*)/.exec(header(atBob.request, 'From') ?? '')?.[1];
    const named = `${first.callId};to-tag=${tagOf180(bob)};from-tag=${fromTag}`;
    expect(statusOf(await inviteReplacing(carol, bob, named).result)).toBe(481);
    expect(atBob.pending).toBe(true);
    atBob.reject(486);
    expect(statusOf(await first.result)).toBe(486);
  });

  test('in a call that is up is refused with 400', async () => {
    const [alice, bob] = await threesome();
    const [bobs] = await call(bob, alice);
    const headers = [['Replaces', bobs.replacesHeader()]] as const;
    expect(statusOf(await bobs.request('INVITE', { headers }))).toBe(400);
  });

  test('that names a subscription is refused with 481', async () => {
    const [alice, bob, carol] = await threesome();
    alice.ua.onSubscribe = (subscribe) => {
      void subscribe.accept().notify({ contentType: 'text/plain', body: '', state: 'active' });
    };
    alice.ua.onInvite = (invite) => void invite.accept({ sdp: answerTo(invite.offer!) });
    const watch = { uri: uriOf(alice), next: alice.address, event: 'dialog', expires: 60, accept: 'text/plain' };
    const subscription = bob.ua.subscribe(watch);
    const notify = await subscription.first;
    const tags = ['From', 'To'].map((name) => /tag=(.*)/.exec(header(notify!, name) ?? '')?.[1]);
    const named = `${subscription.callId};to-tag=${tags[0]};from-tag=${tags[1]}`;
    expect(statusOf(await inviteReplacing(carol, alice, named).result)).toBe(481);
  });
});

test('Replaces in a REFER outside a dialog is refused with 400', async () => {
  const [alice, bob] = await threesome();
  bob.ua.onRefer = (refer) => refer.reject(603);
  const headers = [['Replaces', 'a;to-tag=1;from-tag=2']] as const;
  const refer = alice.ua.refer({ uri: uriOf(bob), next: bob.address, referTo: '<sip:x@127.0.0.1>', headers });
  expect(statusOf(await refer.accepted)).toBe(400);
});

test('the old call may be gone without answer when it is replaced', async () => {
  const alice = await agent('alice', { t1: 5 });
  const carol = await agent('carol');
  const bob = await peer();
  const coming = nextInvite(alice);
  const transaction = bob.endpoint.request(outside('INVITE', { peer: bob, sdp: offer() }), alice.address);
  const session = (await coming).accept({ sdp: answerTo(offer()) });
  await transaction.final;
  bob.endpoint.sendAck(inside(session, 'ACK', 1), alice.address);
  bob.onRequest = () => {};
  alice.ua.onInvite = (invite) => void invite.accept({ sdp: answerTo(invite.offer!) });
  const named = `${session.callId};to-tag=${session.localTag};from-tag=${session.remoteTag}`;
  await established(inviteReplacing(carol, alice, named).result);
  await until(() => bob.requests.some(({ request }) => request.method === 'BYE'));
  expect(session.state).toBe('ended');
});
