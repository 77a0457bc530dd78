/** One request to a server, from a socket of its own, and its final answer. Nothing that it answers is acted on. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { SipAddress } from '../candidate/sip-address.ts';
import { buildRequest } from '../sip/message/build.ts';
import type { SipResponse } from '../sip/message/message.ts';
import { parseMessage } from '../sip/message/parse.ts';
import { serializeMessage } from '../sip/message/serialize.ts';
import { newBranch, newCallId, newTag } from '../sip/token.ts';
import { hostPort, udpType } from '../numeric-host.ts';

export interface Question {
  readonly method: 'OPTIONS' | 'SUBSCRIBE';
  /** The user part that is asked; none for the server itself. */
  readonly user?: string;
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
}

/** Timer T1 of RFC 3261: after so long, in ms, a request over UDP is sent again, and then after twice as long. */
const T1 = 500;

/** Undefined where no final answer that can be read comes within `within` ms. */
export function exchange(server: SipAddress, question: Question, within: number): Promise<SipResponse | undefined> {
  return server.transport === 'udp' ? overUdp(server, question, within) : overTcp(server, question, within);
}

/** The address of this machine from which a server is reached; nothing is sent. Undefined where there is no way. */
export function localAddressTo(server: Pick<SipAddress, 'host' | 'port'>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(udpType(server.host));
    const done = (address: string | undefined): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done(undefined));
    socket.once('connect', () => done(socket.address().address));
    // Without a callback: that would be given what is an `error` otherwise.
    socket.connect(server.port, server.host);
  });
}

function overUdp(server: SipAddress, question: Question, within: number): Promise<SipResponse | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(udpType(server.host));
    const timers = new Set<NodeJS.Timeout>();
    const done = (answer: SipResponse | undefined): void => {
      for (const timer of timers) clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(answer);
    };
    timers.add(setTimeout(() => done(undefined), within));
    socket.once('error', () => done(undefined));
    socket.once('connect', () => {
      const { address, port } = socket.address();
      const { octets, callId } = requestFrom(server, question, hostPort(address, port));
      socket.on('message', (data) => {
        const answer = finalAnswer(data, callId);
        if (answer !== undefined) done(answer);
      });
      const send = (again: number): void => {
        socket.send(octets);
        timers.add(setTimeout(() => send(again * 2), again));
      };
      send(T1);
    });
    socket.connect(server.port, server.host);
  });
}

function overTcp(server: SipAddress, question: Question, within: number): Promise<SipResponse | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.host, port: server.port });
    let callId = '';
    let received = Buffer.alloc(0);
    const done = (answer: SipResponse | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => done(undefined), within);
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(undefined));
    socket.on('connect', () => {
      const request = requestFrom(server, question, hostPort(socket.localAddress ?? '', socket.localPort ?? 0));
      ({ callId } = request);
      socket.write(request.octets);
    });
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      const answer = finalAnswer(received, callId);
      if (answer !== undefined || received.length > MOST) done(answer);
    });
  });
}

/** Octets of an answer at most. */
const MOST = 65_535;

function finalAnswer(data: Uint8Array, callId: string): SipResponse | undefined {
  const outcome = parseMessage(data);
  if (!outcome.ok || outcome.message.kind !== 'response') return undefined;
  const { message } = outcome;
  const isOurs = message.headers.some(({ name, value }) => name.toLowerCase() === 'call-id' && value === callId);
  return isOurs && message.status >= 200 ? message : undefined;
}

function requestFrom(
  { transport, host, port }: SipAddress,
  { method, user, headers = [] }: Question,
  local: string,
): { readonly octets: Uint8Array; readonly callId: string } {
  const uri = `sip:${user === undefined ? '' : `${user}@`}${hostPort(host, port)}`;
  const callId = newCallId(local.slice(0, local.lastIndexOf(':')));
  const request = buildRequest({
    method,
    uri,
    headers: [
      ['Via', `SIP/2.0/${transport.toUpperCase()} ${local};rport;branch=${newBranch()}`],
      ['Max-Forwards', '70'],
      ['From', `<sip:parkspec@${local}>;tag=${newTag()}`],
      ['To', `<${uri}>`],
      ['Call-ID', callId],
      ['CSeq', `1 ${method}`],
      ['Contact', `<sip:parkspec@${local}>`],
      ...headers,
      ['Content-Length', '0'],
    ],
  });
  return { octets: serializeMessage(request), callId };
}
