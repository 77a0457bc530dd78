/**
 * Ports for the pools of one cell. A pool that is killed leaves its port free until it is started again, and nobody may
 * take it meanwhile: so pools get ports that the kernel never hands out by itself (below its ephemeral range), and each
 * pair is guarded by a socket that the harness holds for as long as the lease lasts, even when it dies without warning.
 */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { HarnessError } from './harness-error.ts';

export interface PortLease {
  readonly sip: number;
  readonly http: number;
  release(): Promise<void>;
}

const HOST = '127.0.0.1';
const LOWEST = 10_240;
/** Guard, SIP, HTTP: three ports in a row, on a grid so that two leases never overlap. */
const BLOCK = 4;
const ATTEMPTS = 64;

/** Leases a port for SIP (free for UDP and TCP) and one for HTTP. Throws HarnessError when none is found. */
export async function leasePorts(random: () => number = Math.random): Promise<PortLease> {
  const blocks = Math.floor((firstEphemeral() - LOWEST) / BLOCK);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const base = LOWEST + Math.floor(random() * blocks) * BLOCK;
    const guard = await bindUdp(base);
    if (guard === undefined) continue;
    const [sip, http] = [base + 1, base + 2];
    if ((await udpFree(sip)) && (await tcpFree(sip)) && (await tcpFree(http))) {
      return { sip, http, release: () => closed(guard) };
    }
    await closed(guard);
  }
  throw new HarnessError('ports', `no free block of ports on ${HOST} between ${LOWEST} and ${firstEphemeral()}`, {
    hint: 'end what holds them (`ss -lunt`), or give the pools fixed ports in the candidate file',
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

async function udpFree(port: number): Promise<boolean> {
  const socket = await bindUdp(port);
  if (socket !== undefined) await closed(socket);
  return socket !== undefined;
}

function bindUdp(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ address: HOST, port, exclusive: true }, () => resolve(socket));
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(resolve);
  });
}

function tcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
