/** What a peer meets is the same with either kind of phone. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildResponse } from '../../src/sip/message/build.ts';
import { OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  beforeEach(async () => {
    peer = await OnePeer.open(phones);
  });
  afterEach(async () => {
    await peer.close();
  });

  const dial = () =>
    peer.phone.dial({ callId: 'by@alice', uri: 'sip:bob@park.example', next: peer.address, within: 3_000 });

  test('takes of a redirect the Contact with the highest q', async () => {
    const dialled = dial();
    const headers = ['<tel:+1>', '<sip:low@127.0.0.1:9>;q=0.1', '<sip:high@127.0.0.1:9>;q=0.8'].map(
      (contact) => ['Contact', contact] as const,
    );
    peer.say(buildResponse(await peer.request('INVITE'), 302, undefined, { toTag: 'r', headers }));
    expect(await dialled).toMatchObject({ status: 302, contact: 'sip:high@127.0.0.1:9' });
    await peer.request('ACK');
  });
});
