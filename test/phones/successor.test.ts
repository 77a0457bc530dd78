/** The leg to which a REFER of the peer leads, with either kind of phone. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildResponse } from '../../src/sip/message/build.ts';
import { header } from '../../src/sip/message/headers.ts';
import type { SipRequest } from '../../src/sip/message/message.ts';
import { branchOf, OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  beforeEach(async () => {
    peer = await OnePeer.open(phones);
  });
  afterEach(() => peer.close());

  function accept(request: SipRequest, toTag?: string): void {
    const session = request.method === 'INVITE' ? peer.session : {};
    peer.say(buildResponse(request, 200, undefined, { ...(toTag === undefined ? {} : { toTag }), ...session }));
  }

  /** The next request of a method; others are answered meanwhile. */
  async function next(method: string): Promise<SipRequest> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one message after the other
      const message = await peer.next();
      if (message.kind !== 'request') continue;
      if (message.method === method) return message;
      if (message.method !== 'ACK') accept(message);
    }
  }

  test('tells the leg with whom it is referred to', async () => {
    const dialled = peer.phone.dial({
      callId: 's@alice',
      uri: 'sip:701@park.example',
      next: peer.address,
      within: 3_000,
    });
    const invite = await next('INVITE');
    accept(invite, 'r');
    const result = await dialled;
    if (result.kind !== 'connected') throw new Error('no call');
    const { leg } = result;
    expect(await leg.successor({ within: 0 })).toBeUndefined();
    peer.refer(invite, 'r', `<sip:parkee@127.0.0.1:${peer.address.port}>`);
    const referred = await next('INVITE');
    expect(branchOf(referred)).not.toBe(branchOf(invite));
    accept(referred, 's');
    const other = await leg.successor({ within: 3_000 });
    expect(other?.callId).toBe(header(referred, 'Call-ID'));
    expect(peer.phone.legs()).toHaveLength(2);
    const gone = peer.phone.close({ within: 2_000 });
    accept(await next('BYE'));
    accept(await next('BYE'));
    await gone;
  });
});
