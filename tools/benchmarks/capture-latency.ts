/**
 * How long a SIP message takes from the socket that sends it to who hears of it from the capture of its network:
 * `npm run bench:capture -- 500 4`, messages and networks at a time. On each network there is the audio of four phones
 * besides. Needs a Docker engine. Exits 1 when anything was lost.
 */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { startCapture } from '../../src/runtime/docker/packet-capture.ts';
import { openCellNetwork } from '../../src/runtime/docker/cell-network.ts';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { labelsFor } from '../../src/runtime/docker/resource-labels.ts';
import { PHONE_IMAGE } from '../../src/runtime/docker/phone-image.ts';
import { spread } from './spread.ts';

/** Packets of 20 ms of four phones. */
const AUDIO_PACE = 20;
const AUDIO_PACKETS = 4;
const SIP_PACE = 10;
const RUN = `bench-${process.pid}`;

interface Measured {
  readonly readyMs: number;
  readonly closeMs: number;
  /** Until the listener has it, and until it was on the wire by the clock of the capture. */
  readonly heardMs: readonly number[];
  readonly wireMs: readonly number[];
  readonly lost: number;
  readonly troubles: readonly string[];
  readonly fileBytes: number;
}

async function main(messages: number, networks: number): Promise<number> {
  const engine = await openEngine();
  await provideImage(engine, PHONE_IMAGE);
  const all = await Promise.all(Array.from({ length: networks }, (_, n) => measure(messages, `B-${n}`)));
  stdout.write(`ready after, ms: ${spread(all.map(({ readyMs }) => readyMs))}\n`);
  stdout.write(`from the socket to the wire, ms: ${spread(all.flatMap(({ wireMs }) => wireMs))}\n`);
  stdout.write(`from the socket to who hears of it, ms: ${spread(all.flatMap(({ heardMs }) => heardMs))}\n`);
  stdout.write(`closed after, ms: ${spread(all.map(({ closeMs }) => closeMs))}\n`);
  stdout.write(`capture file, MB: ${spread(all.map(({ fileBytes }) => fileBytes / 1e6))}\n`);
  const lost = all.reduce((sum, one) => sum + one.lost, 0);
  const troubles = all.flatMap((one) => one.troubles);
  stdout.write(`${lost} of ${messages * networks} messages lost${troubles.map((text) => `; ${text}`).join('')}\n`);
  return lost === 0 && troubles.length === 0 ? 0 : 1;
}

async function measure(messages: number, cell: string): Promise<Measured> {
  const purpose = { run: RUN, cell };
  const directory = mkdtempSync(join(tmpdir(), 'parkspec-bench-'));
  const network = await openCellNetwork(purpose);
  const [host, peer] = [network.addressOf('gateway'), network.addressOf('primary')];
  const sent = new Map<string, number>();
  const [heardMs, wireMs, troubles]: [number[], number[], string[]] = [[], [], []];
  const began = performance.now();
  const capture = await startCapture({
    network: network.id,
    directory,
    name: 'capture.pcap',
    purpose,
    onSip: ({ bytes, now }) => {
      const at = sent.get(bytes.toString('latin1'));
      if (at === undefined) return;
      heardMs.push(performance.now() - at);
      wireMs.push(now - at);
    },
    onTrouble: ({ message }) => troubles.push(message),
    onNote: (text) => troubles.push(text),
  });
  const readyMs = performance.now() - began;
  const labels = Object.entries(labelsFor({ ...purpose, role: 'primary' })).flatMap(([key, value]) => [
    '--label',
    `${key}=${value}`,
  ]);
  const silent = ['run', '-d', '--network', network.id, '--ip', peer, ...labels, '--entrypoint', 'sleep'];
  const container = execFileSync('docker', [...silent, 'debian:bookworm-slim', '600'], { encoding: 'utf8' }).trim();
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const audio = setInterval(() => {
    for (let n = 0; n < AUDIO_PACKETS; n += 1) socket.send(Buffer.alloc(172, 0x80), 4000 + 2 * n, peer);
  }, AUDIO_PACE);
  for (let n = 0; n < messages; n += 1) {
    const text = `OPTIONS sip:${n}@${peer} SIP/2.0\r\nCall-ID: ${n}\r\n\r\n`;
    sent.set(text, performance.now());
    socket.send(text, 5060, peer);
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as in a call
    await delay(SIP_PACE);
  }
  clearInterval(audio);
  const closing = performance.now();
  await capture.close();
  const closeMs = performance.now() - closing;
  const fileBytes = statSync(capture.file).size;
  socket.close();
  execFileSync('docker', ['rm', '-f', container], { stdio: 'ignore' });
  await network.remove();
  rmSync(directory, { recursive: true });
  return { readyMs, closeMs, heardMs, wireMs, lost: messages - heardMs.length, troubles, fileBytes };
}

exit(await main(Number(argv[2] ?? 500), Number(argv[3] ?? 4)));
