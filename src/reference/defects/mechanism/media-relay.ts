import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { withBody } from '../../../sip/message/headers.ts';
import type { SipMessage } from '../../../sip/message/message.ts';
import { encodeText } from '../../../sip/message/octets.ts';
import {
  type AudioStream,
  audioOf,
  connectionTo,
  formatSdp,
  parseSdp,
  type Sdp,
  type SdpLine,
} from '../../../sip/sdp.ts';
import type { Changes } from '../../request-relay.ts';
import { udpType } from '../../../numeric-host.ts';

/** The parties that hear the other one only through the relay. */
export type Hearers = 'both' | 'caller' | 'callee';

export type MediaRelay = Awaited<ReturnType<typeof openMediaRelay>>;

/** The sound of one call led through the pool, as far as it passes the session descriptions of its set-up. */
export async function openMediaRelay(host: string, hearers: Hearers = 'both') {
  const ways = { caller: await openWay(host), callee: await openWay(host) };
  const each = (act: (way: Way) => void): void => Object.values(ways).forEach(act);
  const led = <M extends SipMessage>(message: M, hearer: 'caller' | 'callee'): M => {
    const sdp = parseSdp(message.body);
    if (sdp === undefined || (hearers !== 'both' && hearers !== hearer)) return message;
    ways[hearer].hearer = audioOf(sdp);
    return withBody(message, 'application/sdp', encodeText(formatSdp(movedTo(ways[hearer].socket.address(), sdp))));
  };
  // The callee sends to where the caller says that it listens, and the other way round.
  const changes: Changes = { request: (offer) => led(offer, 'caller'), response: (answer) => led(answer, 'callee') };
  return {
    changes,
    /** Lets nothing through for so many ms. */
    interrupt: (ms: number) => each((way) => void (way.closedUntil = performance.now() + ms)),
    /** Sends the caller's sound elsewhere from now on. */
    divert: (place: Way['hearer']) => void (ways.caller.hearer = place),
    close: () => each((way) => void way.socket.close()),
  };
}

/** One direction: packets that arrive at the socket go on to the hearer. */
interface Way {
  readonly socket: Socket;
  hearer: Pick<AudioStream, 'address' | 'port'> | undefined;
  closedUntil: number;
}

async function openWay(host: string): Promise<Way> {
  const way: Way = { socket: createSocket(udpType(host)), hearer: undefined, closedUntil: 0 };
  way.socket.on('message', (packet) => {
    const { hearer, closedUntil, socket } = way;
    if (hearer !== undefined && performance.now() >= closedUntil) socket.send(packet, hearer.port, hearer.address);
  });
  way.socket.bind(0, host);
  await once(way.socket, 'listening');
  way.socket.on('error', () => undefined);
  return way;
}

/** The description with another place where its sender listens. */
function movedTo({ address, port }: AddressInfo, sdp: Sdp): Sdp {
  const moved = (line: SdpLine): SdpLine => (line.type === 'c' ? { ...line, value: connectionTo(address) } : line);
  const media = sdp.media.map((stream) => ({ ...stream, port: stream.port && port, lines: stream.lines.map(moved) }));
  return { ...sdp, lines: sdp.lines.map(moved), media };
}
