/**
 * Ports for the pools of one cell. A pool that is killed leaves its port free until it is started again, and nobody may
 * take it meanwhile: so pools get ports that the kernel never hands out by itself (below its ephemeral range), and each
 * pair is guarded by a socket that the harness holds for as long as the lease lasts, even when it dies without warning.
 */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { HarnessError } from '../../harness-error.ts';
import { udpType } from '../../numeric-host.ts';

export interface PortLease {
  readonly sip: number;
  readonly http: number;
  release(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const LOWEST = 10_240;
/** Guard, SIP, HTTP: three ports in a row, on a grid so that two leases never overlap. */
const BLOCK = 4;
const ATTEMPTS = 64;

/** Leases a port of a loopback address for SIP (free for UDP and TCP) and one for HTTP. Throws HarnessError when none is found. */
export async function leasePorts(random: () => number = Math.random, host = LOOPBACK): Promise<PortLease> {
  const blocks = Math.floor((firstEphemeral() - LOWEST) / BLOCK);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const base = LOWEST + Math.floor(random() * blocks) * BLOCK;
    const guard = await bindUdp(host, base);
    if (typeof guard === 'string') {
      refuseWithoutDescriptors(guard);
      continue;
    }
    const [sip, http] = [base + 1, base + 2];
    const taken = (await udpTaken(host, sip)) ?? (await tcpTaken(host, sip)) ?? (await tcpTaken(host, http));
    if (taken === undefined) return { sip, http, release: () => closed(guard) };
    await closed(guard);
    refuseWithoutDescriptors(taken);
  }
  throw new HarnessError('ports', `no free block of ports on ${host} between ${LOWEST} and ${firstEphemeral()}`, {
    hint: 'end what holds them (`ss -lunt`), or give the pools fixed ports in the candidate file',
  });
}

/** Throws HarnessError when a port that the candidate file gives a pool cannot be had: another server would be tested. */
export async function demandPort(pool: string, { transport, host, port }: SipAddress): Promise<void> {
  const taken = transport === 'udp' ? await udpTaken(host, port) : await tcpTaken(host, port);
  if (taken === undefined) return;
  refuseWithoutDescriptors(taken);
  const held = taken === 'EADDRINUSE';
  throw new HarnessError(
    'ports',
    `${transport} port ${port} of the ${pool} pool ${held ? 'is held by somebody else' : `cannot be bound (${taken})`}`,
    { hint: `see who listens there (\`ss -lunpt\`), or let parkspec choose: \`${transport}:auto\`` },
  );
}

/** Without descriptors every port looks taken. */
function refuseWithoutDescriptors(code: string): void {
  if (code !== 'EMFILE' && code !== 'ENFILE') return;
  throw new HarnessError('ports', `no port can be tried, since file descriptors have run out (${code})`, {
    hint: 'allow more of them (`ulimit -n`), or run fewer cells at a time (`--workers`)',
  });
}

/** Linux says where its ephemeral range starts; elsewhere (macOS, BSD) it is IANA's 49152. */
function firstEphemeral(): number {
  try {
    const first = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    return first > LOWEST + 1000 ? first : 32_768;
  } catch {
    return 49_152;
  }
}

/** The error code with which the system refuses a port; undefined when it is free. */
async function udpTaken(host: string, port: number): Promise<string | undefined> {
  const socket = await bindUdp(host, port);
  if (typeof socket === 'string') return socket;
  await closed(socket);
  return undefined;
}

function bindUdp(host: string, port: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = createSocket(udpType(host));
    socket.once('error', (error) => {
      socket.close();
      resolve(codeOf(error));
    });
    socket.bind({ address: host, port, exclusive: true }, () => resolve(socket));
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(resolve);
  });
}

function tcpTaken(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
