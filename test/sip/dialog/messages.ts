import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { SipRequest, SipResponse } from '../../../src/sip/message/message.ts';

type HeaderList = ReadonlyArray<readonly [string, string]>;

/** An INVITE from alice to bob; `headers` come on top. */
export function invite(headers: HeaderList = [], uri = 'sip:bob@biloxi.example'): SipRequest {
  return buildRequest({
    method: 'INVITE',
    uri,
    headers: [
      ...headers,
      ['Via', 'SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1'],
      ['From', '"Alice" <sip:alice@atlanta.example>;tag=a1'],
      ['To', 'Bob <sip:bob@biloxi.example>'],
      ['Call-ID', 'call-1'],
      ['CSeq', '7 INVITE'],
      ['Contact', '<sip:alice@127.0.0.1:5070>'],
    ],
  });
}

/** Bob's 200 to `request`. */
export function ok(request: SipRequest, headers: HeaderList = [['Contact', '<sip:bob@127.0.0.1:5080>']]): SipResponse {
  return buildResponse(request, 200, undefined, { toTag: 'b1', headers });
}

/** A request of alice's in the dialog that `invite` and `ok` make. */
export function fromAlice(method: string, seq: number, headers: HeaderList = []): SipRequest {
  return buildRequest({
    method,
    uri: 'sip:bob@127.0.0.1:5080',
    headers: [
      ['Via', `SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK${seq}`],
      ['From', '<sip:alice@atlanta.example>;tag=a1'],
      ['To', '<sip:bob@biloxi.example>;tag=b1'],
      ['Call-ID', 'call-1'],
      ['CSeq', `${seq} ${method}`],
      ...headers,
    ],
  });
}
