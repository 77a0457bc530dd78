/** tcpdump in a container beside a cell, its output streamed to us. */
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { demultiplexer } from './demultiplex.ts';
import type { Engine } from './engine.ts';
import { labelsFor, type Purpose } from './resource-labels.ts';

export interface TcpdumpOptions {
  readonly image: string;
  readonly purpose: Omit<Purpose, 'role'>;
  /** The interface of the host. */
  readonly bridge: string;
  /** A capture file, in chunks as it is written. */
  readonly onOutput: (chunk: Buffer) => void;
  /** Whether the header of the capture file has come. */
  readonly begun: () => boolean;
}

/** What tcpdump has counted when it ends. */
export interface PacketCounts {
  readonly captured: number;
  /** By the kernel, for us. */
  readonly received: number;
  /** By the kernel, since we were too slow. */
  readonly dropped: number;
}

interface Ended {
  /** The last line of what it said. */
  readonly said: string;
  readonly counts: PacketCounts | undefined;
}

export interface Tcpdump {
  /** Never rejects. */
  readonly ended: Promise<Ended>;
  /** Lets it write what it has, and removes the container. Never rejects. */
  stop(): Promise<Ended>;
}

/** How long it may take to be ready, and to end, in ms. */
const READY_WITHIN = 15_000;
const STOP_WITHIN = 3_000;
const LONGEST_SAID = 2_000;

/**
 * A frame takes a slot of the kernel's buffer that is as large as the longest may be, rounded up to a power of two: this
 * keeps it at 64 KiB, and 32 MiB of them are a second of everything that a cell's network carries.
 */
const LONGEST_FRAME = '65400';
const BUFFER_KIB = '32768';

const COMMAND = (bridge: string): string[] => [
  '-i',
  bridge,
  '-n',
  '-U',
  '-w',
  '-',
  '--immediate-mode',
  '-s',
  LONGEST_FRAME,
  '-B',
  BUFFER_KIB,
  'udp or tcp or icmp',
];

/** Resolves when tcpdump sees all that passes. Rejects with HarnessError, and leaves nothing behind then. */
export async function startTcpdump({ docker }: Engine, options: TcpdumpOptions): Promise<Tcpdump> {
  const { image, purpose, bridge, onOutput, begun } = options;
  // Loaded here, so that only those pay for Testcontainers who make containers.
  const { GatedContainer } = await import('./gated-container.ts');
  const gated = new GatedContainer(image)
    .withEntrypoint(['tcpdump'])
    .withCommand(COMMAND(bridge))
    .withUser('0:0')
    .withLabels(labelsFor({ ...purpose, role: 'capture' }))
    .withNetworkMode('host')
    .withDroppedCapabilities('ALL')
    // To capture, and then to go on as a user of its own that may do nothing.
    .withAddedCapabilities('NET_RAW', 'SETUID', 'SETGID')
    .withSecurityOpt('no-new-privileges')
    .withReadOnlyRoot()
    // The engine would keep the whole capture a second time.
    .withoutLog();
  const id = await gated.make().catch((cause: unknown) => {
    throw failure(bridge, messageOf(cause), cause);
  });
  const container = docker.getContainer(id);
  const remove = (): Promise<void> => container.remove({ force: true }).catch(() => undefined);
  let said = '';
  let nowReady: (() => void) | undefined;
  const ready = new Promise<void>((resolve) => {
    nowReady = resolve;
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const ended = new Promise<Ended>((resolve) => {
      const end = (): void => resolve({ said: lastLine(said), counts: countsIn(said) });
      for (const event of ['end', 'close', 'error']) stream.once(event, end);
    });
    const outputs = demultiplexer({
      stdout: onOutput,
      stderr: (chunk) => {
        said = (said + chunk.toString('utf8')).slice(-LONGEST_SAID);
      },
    });
    stream.on('data', (chunk: Buffer) => {
      outputs(chunk);
      if (begun() && said.includes('listening on')) nowReady?.();
    });
    await gated.begin();
    await beforeLong(ready, ended);
    return {
      ended,
      async stop() {
        await container.kill({ signal: 'SIGINT' }).catch(() => undefined);
        const result = await Promise.race([ended, delay(STOP_WITHIN, undefined, { ref: false })]);
        await remove();
        return result ?? { said: lastLine(said), counts: undefined };
      },
    };
  } catch (cause) {
    await remove();
    throw failure(bridge, messageOf(cause), cause);
  }
}

async function beforeLong(ready: Promise<void>, ended: Promise<Ended>): Promise<void> {
  const late = await Promise.race([
    ready,
    ended.then(({ said }) => `it has ended: ${said || 'it said nothing'}`),
    delay(READY_WITHIN, `it was not ready within ${READY_WITHIN} ms`, { ref: false }),
  ]);
  if (late !== undefined) throw new Error(late);
}

function failure(bridge: string, text: string, cause: unknown): HarnessError {
  return new HarnessError('capture', `tcpdump cannot be started for ${bridge}: ${text}`, {
    hint: 'its container needs the network of the host and the capability NET_RAW: an engine that runs without root cannot give them',
    cause,
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** `12 packets captured`, `14 packets received by filter`, `0 packets dropped by kernel` */
function countsIn(text: string): PacketCounts | undefined {
  const count = (what: string): number => Number(new RegExp(`(\\d+) packets? ${what}`).exec(text)?.[1] ?? Number.NaN);
  const counts = { captured: count('captured'), received: count('received'), dropped: count('dropped') };
  return Object.values(counts).some(Number.isNaN) ? undefined : counts;
}
