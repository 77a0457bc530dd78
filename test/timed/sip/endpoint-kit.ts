/** Endpoints and raw sockets that are closed when the test is over. */
import { afterEach } from '@jest/globals';
import { type Endpoint, type EndpointOptions, openEndpoint, type TapRecord } from '../../../src/sip/endpoint.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import { type RawTcpServer, type RawUdp, rawTcpServer, rawUdp } from './transport/raw-peer.ts';

const toClose: Array<{ close(): Promise<void> }> = [];

afterEach(async () => {
  await Promise.all(toClose.splice(0).map((each) => each.close()));
});

function kept<T extends { close(): Promise<void> }>(thing: T): T {
  toClose.push(thing);
  return thing;
}

/** Timers so short that a test sees several retransmissions, and still long enough for a busy machine. */
export const quick = { t1: 40, t2: 160, t4: 80 };

export interface Tapped {
  readonly endpoint: Endpoint;
  /** `in INVITE sip:bob@…`: direction and first line. */
  readonly lines: string[];
  readonly records: TapRecord[];
  readonly troubles: unknown[];
}

export async function opened(options: EndpointOptions): Promise<Tapped> {
  const lines: string[] = [];
  const records: TapRecord[] = [];
  const troubles: unknown[] = [];
  const endpoint = kept(
    await openEndpoint({
      tap: (record) => {
        records.push(record);
        lines.push(`${record.direction} ${Buffer.from(record.bytes).toString().split('\r\n')[0]}`);
      },
      onTrouble: (error) => troubles.push(error),
      ...options,
    }),
  );
  return { endpoint, lines, records, troubles };
}

export const udpPeer = async (): Promise<RawUdp> => kept(await rawUdp());
export const tcpPeer = async (): Promise<RawTcpServer> => kept(await rawTcpServer());

let calls = 0;

export function requestOf(method: string, body?: Uint8Array): SipRequest {
  calls += 1;
  return buildRequest({
    method,
    uri: 'sip:bob@127.0.0.1',
    headers: [
      ['From', '<sip:alice@park.example>;tag=a'],
      ['To', '<sip:bob@park.example>'],
      ['Call-ID', `call-${calls}`],
      ['CSeq', `1 ${method}`],
    ],
    body,
  });
}

export const responseOf = (request: SipRequest, status: number): SipResponse =>
  buildResponse(request, status, undefined, { toTag: 'b' });

/** What a peer without a stack writes. */
export function rawRequest(
  method: string,
  options: { via: string; callId?: string; to?: string; uri?: string },
): string {
  const { via, callId = 'raw', to = '<sip:bob@park.example>', uri = 'sip:bob@127.0.0.1' } = options;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: ${via}`,
    'From: <sip:raw@park.example>;tag=r',
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: 9 ${method}`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

export function rawResponse(request: string, status: string): string {
  const copied = request.split('\r\n').filter((line) => /^(?:via|from|to|call-id|cseq):/i.test(line));
  const tagged = copied.map((line) => (/^to:/i.test(line) && !line.includes('tag=') ? `${line};tag=b` : line));
  return [`SIP/2.0 ${status}`, ...tagged, 'Content-Length: 0', '', ''].join('\r\n');
}
