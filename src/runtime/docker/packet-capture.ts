/**
 * Captures what passes a cell's network. A bridge of Docker's is an interface of the host, so a container in the host's
 * network sees all of it there, between containers too, whatever becomes of the endpoints. Linux only.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SipReaderOptions } from '../../capture/sip-reader.ts';
import { LiveCapture, MARK_PORT, markText, type SeenMessage } from '../../capture/live-capture.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import type { Secrets } from '../../secrets.ts';
import { CaptureFile, LONGEST_CAPTURE } from './capture-file.ts';
import { type Engine, openEngine } from './engine.ts';
import { provideImage } from './image.ts';
import type { DatagramSocket } from '../../sockets/far-datagrams.ts';
import { farSocketsAt } from '../../sockets/far-networks.ts';
import type { Purpose } from './resource-labels.ts';
import { PHONE_IMAGE } from './phone-image.ts';
import { type Bridge, bridgeOf } from './bridge.ts';
import { startTcpdump, type Tcpdump } from './tcpdump.ts';

export interface CaptureOptions extends SipReaderOptions {
  /** Id or name of the Docker network. */
  readonly network: string;
  /** Where the file goes. */
  readonly directory: string;
  /** Its name. */
  readonly name: string;
  /** What is hidden in the file; nothing that is known, where it is left out. */
  readonly secrets?: Secrets;
  /** One that has tcpdump; left out, that of the phones, which is built if need be. */
  readonly image?: string;
  readonly purpose: Omit<Purpose, 'role'>;
  /** Each SIP message, a few ms after it was on the wire, in the order of the wire. */
  readonly onSip: (message: SeenMessage) => void;
  /** Something may have passed unseen: nothing can be concluded from what was not seen. */
  readonly onTrouble: (error: HarnessError) => void;
  /** What is worth a line in the history but breaks nothing. */
  readonly onNote: (text: string) => void;
  readonly engine?: Engine;
}

export interface Capture {
  /** The capture file. */
  readonly file: string;
  /** Resolves when everything has been told of that was on the wire before the call; false when that cannot be proven. */
  caughtUp(): Promise<boolean>;
  /** As `caughtUp`, then ends the capture and removes its container. Does not reject: trouble is told to `onTrouble`. */
  close(): Promise<void>;
}

/** How long a mark may take from the wire to us, in ms. */
const MARK_WITHIN = 3_000;
/** A mark is sent again after this time, in ms. */
const MARK_AGAIN = 100;

/** Resolves when everything that passes from now on is captured. Rejects with HarnessError when that cannot be. */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const engine = options.engine ?? (await openEngine());
  const image = options.image ?? (await provideImage(engine, PHONE_IMAGE));
  const bridge = await bridgeOf(engine, options.network);
  const live = new LiveCapture(options);
  const file = openFile(options);
  const { purpose, onTrouble } = options;
  let [closing, troubled] = [false, false];

  const trouble = (text: string, hint: string, cause?: unknown): void => {
    if (troubled) return;
    troubled = true;
    onTrouble(new HarnessError('capture', `the capture of ${bridge.name} ${text}`, { hint, cause }));
  };
  const take = (chunk: Buffer): void => {
    const wasFull = file.full;
    live.push(chunk);
    try {
      file.write(chunk, live.whole);
    } catch (cause) {
      trouble(`cannot be written: ${messageOf(cause)}`, 'is the disk full?', cause);
    }
    if (live.broken !== undefined) trouble(`cannot be read: ${live.broken}`, PLEASE_REPORT);
    if (file.full && !wasFull)
      options.onNote(`${options.name} ends before the cell: it has reached ${LONGEST_CAPTURE} octets`);
  };

  let tcpdump: Tcpdump;
  try {
    tcpdump = await startTcpdump(engine, {
      image,
      purpose,
      bridge: bridge.name,
      onOutput: take,
      begun: () => live.begun,
    });
  } catch (cause) {
    file.close();
    throw cause;
  }
  const watch = async (): Promise<void> => {
    const { said } = await tcpdump.ended;
    if (!closing) trouble(`has ended by itself: ${said || 'it said nothing'}`, 'did somebody remove its container?');
  };
  void watch();

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const caughtUp = await markSeen(live, bridge, tcpdump.ended);
    closing = true;
    const { counts } = await tcpdump.stop();
    file.close();
    if (counts === undefined) {
      if (!caughtUp) trouble('may lack its end', PLEASE_REPORT);
    } else if (counts.dropped > 0) {
      trouble(`has lost ${counts.dropped} packets`, 'the machine is too busy: run fewer cells at a time (`--workers`)');
    } else if (!caughtUp && live.frames < counts.received) {
      trouble(`lacks its last ${counts.received - live.frames} packets`, 'the machine is too busy: run fewer cells');
    }
  };
  return {
    file: join(options.directory, options.name),
    caughtUp: () => markSeen(live, bridge, tcpdump.ended),
    close: () => (closed ??= close()),
  };
}

const PLEASE_REPORT = 'this is a bug of parkspec: please report it with the files of this cell';

function openFile({ directory, name, secrets }: CaptureOptions): CaptureFile {
  try {
    return new CaptureFile(join(directory, name), LONGEST_CAPTURE, secrets);
  } catch (cause) {
    throw new HarnessError('capture', `no capture can be written to ${directory}: ${messageOf(cause)}`, {
      hint: 'is the folder writable, the disk full, or an older capture in the way?',
      cause,
    });
  }
}

/**
 * Sends a datagram to everybody in the network, to a port where nobody listens, and waits until it was captured: then so
 * was all that passed before. False when it does not come; where nothing is attached to the network nothing passes.
 */
async function markSeen(live: LiveCapture, bridge: Bridge, ended: Promise<unknown>): Promise<boolean> {
  const id = randomBytes(8).toString('hex');
  const over = new AbortController();
  const seen = new Promise<true>((resolve) => live.expectMark(id, () => resolve(true)));
  const socket = await markSocket(bridge.gateway);
  // Whether it can be sent shows in whether it is seen.
  socket.on('error', () => undefined);
  const sending = (async () => {
    while (!over.signal.aborted) {
      if (hasCarrier(bridge)) socket.send(Buffer.from(markText(id)), MARK_PORT, bridge.broadcast, () => undefined);
      else return;
      await delay(MARK_AGAIN, undefined, { signal: over.signal });
    }
  })().catch(() => undefined);
  const timeUp = delay(MARK_WITHIN, false, { signal: over.signal }).catch(() => false);
  const gone = sending.then(() => (hasCarrier(bridge) ? new Promise<never>(() => undefined) : false));
  const result = await Promise.race([seen, timeUp, gone, ended.then(() => false)]);
  over.abort();
  socket.close();
  return result;
}

/** In the container of the phones, where that reaches the network. */
async function markSocket(gateway: string): Promise<DatagramSocket> {
  const far = farSocketsAt(gateway);
  if (far !== undefined) return far.datagrams({ host: '0.0.0.0', port: 0 }, { broadcast: true });
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.once('error', () => resolve()).bind(0, gateway, resolve));
  try {
    socket.setBroadcast(true);
  } catch {
    // One that is not bound sends nothing.
  }
  return socket;
}

/** Nothing is attached to a bridge without a carrier, and nothing can be sent through it. The phones' container is attached. */
function hasCarrier({ name, gateway }: Bridge): boolean {
  if (farSocketsAt(gateway) !== undefined) return true;
  try {
    return readFileSync(`/sys/class/net/${name}/carrier`, 'latin1').trim() === '1';
  } catch {
    return false;
  }
}
