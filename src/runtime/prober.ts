/**
 * Asks a pool with SIP OPTIONS whether it is there, from a socket of its own. Used as the proof of a transition: a pool
 * `answers`, is `refused` (nobody listens: the kernel says so to a connected socket), or is `silent`.
 */
import { afterMs } from '../after-ms.ts';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { buildRequest } from '../sip/message/build.ts';
import { serializeMessage } from '../sip/message/serialize.ts';
import { newBranch, newCallId, newTag } from '../sip/token.ts';
import { farSocketsAt } from '../sockets/far-networks.ts';
import type { FarSockets } from '../sockets/far-sockets.ts';
import type { StreamSocket } from '../sockets/far-streams.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import { pace } from '../pace.ts';
import { hostPort, udpType } from '../numeric-host.ts';

export type Presence = 'answers' | 'refused' | 'silent';

/** Asks once; anything that comes back within `within` ms is an answer, however malformed. */
export function probe(pool: SipAddress, within: number): Promise<Presence> {
  if (pool.transport !== 'udp') return probeStream(pool, within);
  const far = farSocketsAt(pool.host);
  return far === undefined ? probeUdp(pool, within) : probeFarUdp(far, pool, within);
}

/** Asks until the pool shows `wanted` or `within` ms are over; the last presence seen. */
export async function probeUntil(
  pool: SipAddress,
  wanted: readonly Presence[],
  within: number,
  signal: AbortSignal,
): Promise<Presence> {
  const deadline = performance.now() + within;
  let seen: Presence | undefined;
  for (;;) {
    const left = Math.max(1, deadline - performance.now());
    const now = await probe(pool, Math.min(ATTEMPT, left));
    // An attempt that was cut short is no proof of silence: a pool that answered before is still there.
    if (seen === undefined || now !== 'silent' || left >= ATTEMPT) seen = now;
    if (wanted.includes(seen) || performance.now() >= deadline || signal.aborted) return seen;
    // A refusal comes at once: do not ask a starting pool a thousand times a second.
    if (seen !== 'silent') await pace(Math.min(PACE, left), signal);
  }
}

/** Whether a pool that was started comes to answer: looked for until it does, has ended, or `within` ms are over. */
export async function answersOrEnds(
  pool: SipAddress,
  exit: Promise<void>,
  within: number,
  signal: AbortSignal,
): Promise<Presence | 'ended'> {
  const over = new AbortController();
  const presence = await Promise.race([
    probeUntil(pool, ['answers'], within, AbortSignal.any([signal, over.signal])),
    exit.then(() => 'ended' as const),
  ]);
  over.abort();
  return presence;
}

const ATTEMPT = 250;
const PACE = 10;

function probeUdp(pool: SipAddress, within: number): Promise<Presence> {
  return new Promise((resolve) => {
    const socket = createSocket(udpType(pool.host));
    let settled = false;
    const done = (presence: Presence): void => {
      if (settled) return;
      settled = true;
      cancel();
      socket.close();
      resolve(presence);
    };
    const cancel = afterMs(within, () => done('silent'));
    socket.on('error', () => done('refused'));
    socket.on('message', () => done('answers'));
    socket.connect(pool.port, pool.host, () => {
      if (settled) return;
      const { address, port } = socket.address();
      socket.send(options(pool, address, port));
    });
  });
}

/** From the container of the phones. */
async function probeFarUdp(far: FarSockets, pool: SipAddress, within: number): Promise<Presence> {
  const { host, port } = pool;
  const made = far.datagrams({ host: '0.0.0.0', port: 0 }, { to: { host, port } });
  const socket = await made.catch(() => undefined);
  if (socket === undefined) return 'refused';
  const presence = await new Promise<Presence>((resolve) => {
    const cancel = afterMs(within, () => resolve('silent'));
    const done = (found: Presence): void => {
      cancel();
      resolve(found);
    };
    socket.on('error', () => done('refused'));
    socket.on('message', () => done('answers'));
    const own = socket.address();
    socket.send(options(pool, own.address, own.port), 0, host, () => done('refused'));
  });
  socket.close();
  return presence;
}

function probeStream(pool: SipAddress, within: number): Promise<Presence> {
  return new Promise((resolve) => {
    const [socket, made] = connection(pool);
    const done = (presence: Presence): void => {
      cancel();
      socket.destroy();
      resolve(presence);
    };
    const cancel = afterMs(within, () => done('silent'));
    socket.on('error', () => done('refused'));
    socket.on('data', () => done('answers'));
    socket.on(made, () => socket.write(options(pool, socket.localAddress ?? '', socket.localPort ?? 0)));
  });
}

/** Whether its certificate is the right one is for the phones to see: a pool that answers is there. */
function connection({ transport, host, port, client }: SipAddress): [socket: StreamSocket, made: string] {
  if (transport === 'tcp') return [farSocketsAt(host)?.connect({ host, port }) ?? connect({ host, port }), 'connect'];
  const shown = client && { cert: readFileSync(client.certificate), key: readFileSync(client.key) };
  return [connectTls({ host, port, ...shown, rejectUnauthorized: false }), 'secureConnect'];
}

function options(pool: SipAddress, host: string, port: number): Uint8Array {
  const transport = pool.transport.toUpperCase();
  return serializeMessage(
    buildRequest({
      method: 'OPTIONS',
      uri: uriOf(pool),
      headers: [
        ['Via', `SIP/2.0/${transport} ${hostPort(host, port)};rport;branch=${newBranch()}`],
        ['Max-Forwards', '70'],
        ['From', `<sip:prober@${hostPort(host, port)}>;tag=${newTag()}`],
        ['To', `<${uriOf(pool)}>`],
        ['Call-ID', newCallId(host)],
        ['CSeq', '1 OPTIONS'],
        ['Content-Length', '0'],
      ],
    }),
  );
}

function uriOf({ transport, host, port }: SipAddress): string {
  return `sip:${hostPort(host, port)}${transport === 'tls' ? ';transport=tls' : ''}`;
}
