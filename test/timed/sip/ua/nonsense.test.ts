/** Whatever a peer sends gets an answer, and no request of a stranger ends a call. */
import { afterEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { DialogId } from '../../../../src/sip/dialog/dialog.ts';
import { agent, answerTo, call, closeAll, inside, outside, peer, statusOf } from './agents.ts';

afterEach(closeAll);

const methods = ['INVITE', 'UPDATE', 'INFO', 'OPTIONS', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PRACK', 'BYE', 'X'];
const names = [
  'Contact',
  'Content-Type',
  'Event',
  'Expires',
  'Info-Package',
  'Join',
  'Record-Route',
  'Refer-To',
  'Referred-By',
  'Replaces',
  'Require',
  'Subscription-State',
];
const values = [
  '',
  '*',
  '0',
  '-1',
  '99999999999',
  ';',
  '<',
  '<>',
  '<sip:>',
  '<sip:a@127.0.0.1:99999>',
  '<sip:a@127.0.0.1?Replaces=%>',
  'a;to-tag=1;from-tag=2',
  'active;expires=x',
  'terminated',
  'refer;id=',
  'dialog',
  'application/sdp',
  'message/sipfrag',
  '"',
];

const request = fc.record({
  method: fc.constantFrom(...methods),
  headers: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)), { maxLength: 4 }),
  body: fc.constantFrom(undefined, 'v=0', 'SIP/2.0 999 ?', '\0'),
});

type Nonsense = typeof request extends fc.Arbitrary<infer T> ? T : never;

function withBody({ headers, body }: Nonsense) {
  return body === undefined ? { headers } : { headers, body };
}

test('every request gets an answer, in a call and outside', async () => {
  const alice = await agent('alice');
  const bob = await agent('bob');
  const stranger = await peer();
  stranger.onRequest = () => {};
  const [mine, theirs] = await call(alice, bob);
  theirs.onOffer = (sdp) => answerTo(sdp);
  theirs.onRefer = (refer) => refer.accept().trying();
  bob.ua.onInvite = (invite) => invite.reject(486);
  bob.ua.onRefer = (refer) => refer.accept().notify(200);
  bob.ua.onSubscribe = (subscribe) => {
    void subscribe.accept().notify({ contentType: 'text/plain', body: '', state: 'active' });
  };
  const { callId, localTag, remoteTag } = theirs;
  let seq = 1000;
  const property = fc.asyncProperty(request, fc.boolean(), async (nonsense, known) => {
    seq += 1;
    const id: DialogId = { callId, localTag, remoteTag: known ? remoteTag : 'somebody' };
    const hangsUp = nonsense.method === 'BYE' && known;
    const sent = [
      stranger.endpoint.request(outside(nonsense.method, { peer: stranger, ...withBody(nonsense) }), bob.address),
      ...(hangsUp
        ? []
        : [stranger.endpoint.request(inside(id, nonsense.method, seq, withBody(nonsense)), bob.address)]),
    ];
    const answers = await Promise.all(sent.map(({ final }) => final));
    for (const answer of answers) {
      expect(answer.kind).toBe('response');
      expect(statusOf(answer)).not.toBe(500);
    }
  });
  await fc.assert(property, { numRuns: 150, seed: 3261 });
  expect(bob.trouble).toEqual([]);
  expect(theirs.state).toBe('confirmed');
  expect(mine.state).toBe('confirmed');
});
