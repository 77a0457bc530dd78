/** The call park of RFC 5359 2.15 in miniature: Alice is parked, Bob parks her, Carol retrieves her. */
import { afterEach, expect, test } from '@jest/globals';
import { header } from '../../../../src/sip/message/headers.ts';
import { formatDialogInfo, parseDialogInfo } from '../../../../src/sip/dialog-info.ts';
import type { OutgoingInvite, Session } from '../../../../src/sip/ua/user-agent.ts';
import { escapeHeader } from '../../../../src/sip/uri.ts';
import { agent, type Agent, answerTo, call, closeAll, established, offer, statusOf, until } from './agents.ts';

afterEach(closeAll);

/** A park service with one orbit, 101. */
function parking(park: Agent): { parked: () => Session | undefined } {
  let parked: Session | undefined;
  park.ua.onRefer = (refer) => {
    const notifier = refer.accept();
    notifier.trying();
    const invite: OutgoingInvite = park.ua.invite({
      uri: refer.referTo.raw,
      next: { transport: 'udp', host: refer.referTo.uri.host, port: refer.referTo.uri.port ?? 5060 },
      sdp: offer(1, 'sendonly'),
      contactUser: '101',
      headers: [
        ['Replaces', refer.referTo.replaces ?? ''],
        ['Require', 'replaces'],
        ['Referred-By', refer.referredBy ?? ''],
      ],
    });
    void invite.result.then((result) => {
      if (result.kind !== 'established')
        return notifier.notify(result.kind === 'rejected' ? result.response.status : 503);
      parked = result.session;
      return notifier.notify(200, 'OK', [
        ['Contact', '<sip:101@park.example>'],
        ['Call-ID', parked.callId],
      ]);
    });
  };
  park.ua.onSubscribe = (subscribe) => {
    void subscribe.accept().notify({
      contentType: 'application/dialog-info+xml',
      state: 'terminated',
      reason: 'timeout',
      body: formatDialogInfo({
        version: 0,
        state: 'full',
        entity: 'sip:101@park.example',
        dialogs:
          parked === undefined || parked.state === 'ended'
            ? []
            : [
                {
                  id: 'parked',
                  callId: parked.callId,
                  localTag: parked.localTag,
                  remoteTag: parked.remoteTag,
                  direction: 'initiator',
                  state: 'confirmed',
                  remoteTarget: parked.remoteTarget,
                },
              ],
      }),
    });
  };
  return { parked: () => parked };
}

/** A phone that takes over a call with Replaces. */
function takesOver(phone: Agent): Session[] {
  const sessions: Session[] = [];
  phone.ua.onInvite = (invite) => {
    if (invite.replaces === undefined) invite.reject(486);
    else sessions.push(invite.accept({ sdp: answerTo(invite.offer!) }));
  };
  return sessions;
}

async function lookUp(carol: Agent, park: Agent) {
  const poll = carol.ua.subscribe({
    uri: 'sip:101@park.example',
    next: park.address,
    event: 'dialog',
    expires: 0,
    accept: 'application/dialog-info+xml',
  });
  const notify = await poll.first;
  return parseDialogInfo(new TextDecoder().decode(notify?.body))?.dialogs;
}

test('a call is parked and retrieved, and each replaced dialog is hung up by the parked party', async () => {
  const [alice, bob, carol, park] = await Promise.all(['alice', 'bob', 'carol', 'park'].map((name) => agent(name)));
  if (!alice || !bob || !carol || !park) throw new Error('four agents');
  const service = parking(park);
  const [bobs] = await call(bob, alice);
  const bobEnded = new Promise((resolve) => {
    bobs.onEnded = resolve;
  });
  const atAlice = takesOver(alice);

  const refer = bob.ua.refer({
    uri: 'sip:park@park.example',
    next: park.address,
    referTo: `<${bobs.remoteTarget}?Replaces=${escapeHeader(bobs.replacesHeader())}&Require=replaces>`,
    referredBy: '<sip:bob@park.example>',
  });
  const final = await refer.final;
  expect(final?.status).toBe(200);
  expect(final?.headers).toContainEqual({ name: 'Contact', value: '<sip:101@park.example>' });
  expect(await bobEnded).toBe('remote-bye');
  const parked = service.parked()!;
  const parkEnded = new Promise((resolve) => {
    parked.onEnded = resolve;
  });
  expect(atAlice[0]?.remoteTarget).toBe(`sip:101@127.0.0.1:${park.address.port}`);
  const takeover = alice.texts.find((text) => text.startsWith('INVITE') && text.includes('Replaces:')) ?? '';
  expect(takeover).toContain('Referred-By: <sip:bob@park.example>');

  const [dialog] = (await lookUp(carol, park)) ?? [];
  expect(dialog).toMatchObject({ callId: parked.callId, state: 'confirmed' });
  const carols = await established(
    carol.ua.invite({
      uri: dialog?.remoteTarget ?? '',
      next: alice.address,
      sdp: offer(),
      headers: [
        ['Require', 'replaces'],
        ['Replaces', `${dialog?.callId};to-tag=${dialog?.remoteTag};from-tag=${dialog?.localTag}`],
      ],
    }).result,
  );
  expect(await parkEnded).toBe('remote-bye');
  await until(() => alice.ua.sessions().length === 1);
  expect(alice.ua.sessions()[0]?.remoteTag).toBe(carols.localTag);
  expect(await lookUp(carol, park)).toEqual([]);
  expect([bob.ua.sessions(), park.ua.sessions()]).toEqual([[], []]);
  expect(park.wire.filter((line) => line === '> BYE')).toEqual([]);
});

test('a call whose other side does not let itself be parked goes on', async () => {
  const [alice, bob, park] = await Promise.all(['alice', 'bob', 'park'].map((name) => agent(name)));
  if (!alice || !bob || !park) throw new Error('three agents');
  parking(park);
  const [bobs, alices] = await call(bob, alice);
  alice.ua.onInvite = (invite) => invite.reject(480);
  const refer = bob.ua.refer({
    uri: 'sip:park@park.example',
    next: park.address,
    referTo: `<${bobs.remoteTarget}?Replaces=${escapeHeader(bobs.replacesHeader())}&Require=replaces>`,
  });
  expect(await refer.final).toMatchObject({ status: 480 });
  expect([bobs.state, alices.state]).toEqual(['confirmed', 'confirmed']);
  alices.onOffer = (sdp) => answerTo(sdp);
  const probe = await bobs.reinvite();
  expect(statusOf(probe)).toBe(200);
  expect(probe.kind === 'response' && header(probe.response, 'Contact')).toContain('alice@');
});

test('a second retrieval of a call that was retrieved is refused', async () => {
  const [alice, bob, carol, dave] = await Promise.all(['alice', 'bob', 'carol', 'dave'].map((name) => agent(name)));
  if (!alice || !bob || !carol || !dave) throw new Error('four agents');
  const [bobs] = await call(bob, alice);
  takesOver(alice);
  const headers = [['Replaces', bobs.replacesHeader()]] as const;
  const retrieve = (by: Agent) =>
    by.ua.invite({ uri: alice.ua.contact, next: alice.address, sdp: offer(), headers }).result;
  const [first, second] = await Promise.all([retrieve(carol), retrieve(dave)]);
  expect([first.kind, second.kind].toSorted()).toEqual(['established', 'rejected']);
  const refused = first.kind === 'rejected' ? first : second;
  expect(statusOf(refused)).toBe(603);
});
