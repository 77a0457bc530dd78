import { afterEach, expect, test } from '@jest/globals';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { agent, call, closeAll, nextInvite, offer, peer, statusOf, until, uriOf } from './agents.ts';

afterEach(closeAll);

test('closing a user agent settles everything that waits, without a word', async () => {
  const alice = await agent('alice');
  const bob = await agent('bob');
  const mute = await peer();
  const [mine, theirs] = await call(alice, bob);
  theirs.onRefer = (refer) => refer.accept().trying();
  const inside = mine.refer({ referTo: '<sip:x@127.0.0.1>' });
  await inside.accepted;
  const coming = nextInvite(bob);
  const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
  (await coming).ring();
  await until(() => alice.wire.includes('< 180 INVITE'));
  const reinvite = mine.reinvite();
  const uri = 'sip:park@park.example';
  const outside = alice.ua.refer({ uri, next: mute.address, referTo: '<sip:x@127.0.0.1>' });
  const poll = alice.ua.subscribe({ uri, next: mute.address, event: 'dialog', expires: 0, accept: 'text/plain' });
  mute.onRequest = () => {};
  const options = alice.ua.request({ method: 'OPTIONS', uri, next: mute.address });
  await until(() => mute.requests.length === 3);
  const sent = alice.wire.length;
  await alice.ua.close();
  expect((await invite.result).kind).toBe('timeout');
  expect([await inside.final, await outside.final, await poll.first]).toEqual([undefined, undefined, undefined]);
  expect((await Promise.all([reinvite, options])).map(statusOf)).toEqual([expect.anything(), 'timeout']);
  expect(alice.ua.sessions()).toEqual([]);
  expect(alice.wire.slice(sent).filter((line) => line.startsWith('> '))).toEqual([]);
});

test('closing does not wait for the second try after glare', async () => {
  const alice = await agent('alice');
  const bob = await agent('bob');
  const [mine, theirs] = await call(alice, bob);
  bob.endpoint.onRequest = (incoming) => void (incoming.request.method === 'INVITE' && reply(incoming, 491));
  const reinvite = mine.reinvite();
  await until(() => alice.wire.includes('< 491 INVITE'));
  await until(() => alice.wire.filter((line) => line === '> ACK').length === 2);
  await alice.ua.close();
  expect(statusOf(await reinvite)).toBe(491);
  expect(theirs.state).toBe('confirmed');
});
