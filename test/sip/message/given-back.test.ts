/** What is odd in a message goes back to its sender octet by octet, and what was refused is answered with what could be read. */
import { describe, expect, test } from '@jest/globals';
import { dialogFromUac } from '../../../src/sip/dialog/dialog.ts';
import { ackFor } from '../../../src/sip/dialog/request.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { parseSdp } from '../../../src/sip/sdp.ts';
import { octetsOf } from '../corpus/corpus.ts';

describe('an odd message', () => {
  test('its tags are given back octet by octet', () => {
    const request = messageOf('tag-with-at');
    if (request.kind !== 'request') throw new Error('no request');
    const answer = buildResponse(request, 200, undefined, { toTag: 'not-this' });
    expect(['From', 'To'].map((name) => header(answer, name))).toEqual(
      ['From', 'To'].map((name) => header(request, name)),
    );
  });

  test('its route comes back in the requests of the dialog octet by octet', () => {
    const response = messageOf('route-parameters-opaque');
    if (response.kind !== 'response') throw new Error('no response');
    const invite = buildRequest({
      method: 'INVITE',
      uri: 'sip:bob@park.example',
      headers: [
        ['From', header(response, 'From') ?? ''],
        ['CSeq', '7 INVITE'],
      ],
    });
    const ack = ackFor(dialogFromUac(invite, response), invite);
    expect(headerValues(ack, 'Route')).toEqual(headerValues(response, 'Record-Route').toReversed());
  });

  test('each of its streams keeps the address of its own', () => {
    const sdp = parseSdp(messageOf('ipv6-in-sdp').body);
    expect(sdp?.media[1]?.lines[0]).toEqual({ type: 'c', value: 'IN IP4 127.0.0.2' });
  });
});

describe('a refused message', () => {
  test('is answered with the first of each value that is there twice', () => {
    const outcome = parseMessage(octetsOf('call-id-twice'));
    expect(!outcome.ok && outcome.partial && headerValues(outcome.partial, 'Call-ID')).toEqual(['c-1@127.0.0.1']);
  });

  test.each([
    ['stray-lf', '\n', 1],
    ['status-700', '', 0],
    ['cseq-too-large', 'CSeq:', 0],
    ['line-no-colon', 'this line', 0],
    ['uri-no-scheme', 'bob@', 0],
  ])('%s: the offset points at the fault', (file, fault, occurrence) => {
    const octets = octetsOf(file);
    const text = octets.toString('latin1');
    const expected = occurrence === 0 ? text.indexOf(fault) : text.search(/[^\r]\n/) + 1;
    expect(parseMessage(octets)).toMatchObject({ ok: false, offset: expected });
  });
});

function messageOf(file: string): SipMessage {
  const outcome = parseMessage(octetsOf(file));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}
