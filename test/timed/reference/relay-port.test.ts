/** A port of the pool through which the sound of one party goes on to the other. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { nextRtpPort } from '../../../src/media/rtp-port.ts';
import { openRelayPort, type RelayPort, takeRelayPort } from '../../../src/reference/relay-port.ts';
import { audioOf, parseSdp, type Sdp } from '../../../src/sip/sdp.ts';
import { until } from './bed.ts';
import { closeSoundPorts, soundPort } from './sound-ports.ts';

const HOST = '127.0.0.1';
const ports: RelayPort[] = [];
const blockers: Socket[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  for (const socket of blockers.splice(0)) socket.close();
  closeSoundPorts();
});

async function opened(): Promise<RelayPort> {
  const port = await openRelayPort(HOST);
  ports.push(port);
  return port;
}

function at({ place }: RelayPort) {
  return { address: place.host, port: place.port };
}

function described(port: RelayPort, ...lines: string[]): Sdp {
  const sdp = parseSdp(
    ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines].join('\r\n'),
  )!;
  return { ...sdp, ...port.describe(sdp) };
}

describe('a description that is led through it', () => {
  test('names the port, and no other address of the party', async () => {
    const port = await opened();
    const sdp = described(
      port,
      'm=audio 4000 RTP/AVP 0 101',
      'c=IN IP4 192.0.2.2',
      'a=rtcp:4001',
      'a=candidate:1 1 UDP 1 192.0.2.2 4000 typ host',
      'a=sendonly',
    );
    expect(audioOf(sdp)).toMatchObject({
      address: HOST,
      port: port.place.port,
      direction: 'sendonly',
      payloads: [0, 101],
    });
    expect(sdp.media[0]?.lines.map(({ value }) => value)).toEqual([`IN IP4 ${HOST}`, 'sendonly']);
    expect(port.leadsTo).toEqual({ address: '192.0.2.2', port: 4_000 });
  });

  test('refuses all streams but the first of audio', async () => {
    const port = await opened();
    const sdp = described(port, 'm=video 5000 RTP/AVP 96', 'm=audio 4000 RTP/AVP 0', 'm=audio 4002 RTP/AVP 8');
    expect(sdp.media.map((each) => each.port)).toEqual([0, port.place.port, 0]);
  });

  test('leads nowhere while the party is on hold without an address', async () => {
    const port = await opened();
    described(port, 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0');
    expect(port.leadsTo).toBeUndefined();
  });
});

describe('sound that comes there', () => {
  test('goes on from the port that the other party was told of, and from its own where that is closed', async () => {
    const [one, other, from, to] = [await opened(), await opened(), await soundPort(), await soundPort()];
    one.leadsTo = { address: HOST, port: to.port };
    one.leaveFrom(other);
    from.say('first', at(one));
    await until(() => to.heard.length === 1);
    other.close();
    from.say('second', at(one));
    await until(() => to.heard.length === 2);
    expect(to.heard).toEqual([
      { word: 'first', from: other.place.port },
      { word: 'second', from: one.place.port },
    ]);
  });

  test('comes to another pool that takes the port over, also while the first one still has it', async () => {
    const [first, from, to] = [await opened(), await soundPort(), await soundPort()];
    first.leadsTo = { address: HOST, port: to.port };
    const before: unknown[] = [];
    first.onPacket = (packet) => before.push(packet);
    const second = await takeRelayPort(first.place);
    ports.push(second);
    const taken: unknown[] = [];
    second.onPacket = (packet) => taken.push(packet);
    from.send(Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1), at(first));
    await until(() => to.heard.length === 1);
    expect([taken.length, before.length]).toEqual([1, 0]);
  });
});

test('a port that somebody has is not given to a call', async () => {
  const next = nextRtpPort() + 2;
  const blocker = createSocket({ type: 'udp4', reuseAddr: true });
  blockers.push(blocker);
  blocker.bind(next, HOST);
  await once(blocker, 'listening');
  const port = await opened();
  expect(port.place.port).toBe(next + 2);
});

test('nothing of a stranger goes through the port of a party', async () => {
  const [ofAlice, ofBob] = [await opened(), await opened()];
  const [alice, bob, stranger] = [createSocket('udp4'), createSocket('udp4'), createSocket('udp4')];
  blockers.push(alice, bob, stranger);
  for (const [socket, host] of [
    [alice, HOST],
    [bob, HOST],
    [stranger, '127.9.9.9'],
  ] as const) {
    socket.bind(0, host);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await once(socket, 'listening');
  }
  ofAlice.leadsTo = { address: HOST, port: bob.address().port };
  ofBob.leadsTo = { address: HOST, port: alice.address().port };
  ofAlice.leaveFrom(ofBob);
  const heard = once(bob, 'message');
  const { port } = ofAlice.place;
  stranger.send('of a stranger', port, HOST, () => alice.send('of alice', port, HOST));
  const [bytes] = (await heard) as [Buffer];
  expect(bytes.toString()).toBe('of alice');
});
