/** The reference registrar and the Path of a registration (RFC 3327). */
import { afterEach, expect, test } from '@jest/globals';
import { openEndpoint } from '../../../src/sip/endpoint.ts';
import { buildResponse } from '../../../src/sip/message/build.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { closeBed, dialInVain, openPair, phone, phonesAt } from './bed.ts';

afterEach(closeBed);

test('a call goes to a phone by the Path that its REGISTER came on, and the answer repeats it', async () => {
  const { primary } = await openPair();
  const { alice } = await phonesAt(primary, 'alice');
  const bob = await phone('bob');
  const came: SipRequest[] = [];
  const edge = await openEndpoint({ transport: 'udp' });
  edge.onRequest = ({ request, respond }) => {
    came.push(request);
    respond(buildResponse(request, 486, undefined, { toTag: 'edge' }));
  };
  try {
    const path = [`<sip:127.0.0.1:${edge.address.port};lr>`, '<sip:inner.example;lr>'];
    const request = {
      method: 'REGISTER',
      uri: 'sip:park.example',
      to: 'sip:bob@park.example',
      next: primary.sip,
      headers: [['Path', path.join(', ')] as const],
    };
    const outcome = await bob.ua.request(request);
    expect(outcome.kind === 'response' ? headerValues(outcome.response, 'Path') : outcome).toEqual(path);
    expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 486 });
    expect(
      came.filter(({ method }) => method === 'INVITE').map((invite) => [invite.uri, headerValues(invite, 'Route')]),
    ).toEqual([[bob.ua.contact, path]]);
    // The next registration, which comes by itself, has none.
    const again = await bob.ua.request({ ...request, headers: [], cseq: 2 });
    expect(again.kind === 'response' ? header(again.response, 'Path') : again).toBeUndefined();
    bob.whenCalled = (invite) => invite.reject(480);
    expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 480 });
  } finally {
    await edge.close();
  }
});
