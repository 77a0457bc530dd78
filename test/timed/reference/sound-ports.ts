/** Phones' ends of RTP as plain sockets: each packet is a word. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { type Phone, until } from './bed.ts';

export interface SoundPort {
  readonly port: number;
  /** Words that came, each with the port that it came from. */
  readonly heard: ReadonlyArray<{ readonly word: string; readonly from: number }>;
  say(word: string, to: { readonly address: string; readonly port: number }): void;
  send(packet: Uint8Array, to: { readonly address: string; readonly port: number }): void;
}

const sockets: Socket[] = [];

/** For `afterEach`. */
export function closeSoundPorts(): void {
  for (const socket of sockets.splice(0)) socket.close();
}

export async function soundPort(): Promise<SoundPort> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  const heard: Array<{ word: string; from: number }> = [];
  socket.on('message', (bytes, { port }) => heard.push({ word: bytes.toString(), from: port }));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const send: SoundPort['send'] = (packet, { address, port }) => socket.send(packet, port, address);
  return { port: socket.address().port, heard, say: (word, to) => send(Buffer.from(word), to), send };
}

/** From now on the phone listens there. */
export async function soundOf(who: Phone): Promise<SoundPort> {
  const made = await soundPort();
  who.audio = made.port;
  return made;
}

/** Where a session is told to send its sound. */
export function placeTold({ remoteSdp }: Session): { readonly address: string; readonly port: number } {
  const { address = '', port = 0 } = (remoteSdp && audioOf(remoteSdp)) ?? {};
  return { address, port };
}

/** Says a word in a session, again until it has come: the first of a port that is just being opened may be lost. */
export async function hears(to: SoundPort, word: string, from: SoundPort, session: Session): Promise<{ from: number }> {
  await until(() => {
    from.say(word, placeTold(session));
    return to.heard.some((each) => each.word === word);
  });
  return to.heard.find((each) => each.word === word)!;
}
