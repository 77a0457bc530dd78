import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SipEvent } from '../../../../src/history/event.ts';
import { Relay } from '../../../../src/phone/sipp/sipp-relay.ts';
import type { Seen } from '../../../../src/phone/sipp/wire.ts';

const recorded: Array<Omit<SipEvent, 'kind'>> = [];
const troubles: string[] = [];
const flooded: string[] = [];
const seen: Seen[] = [];
let relay: Relay;
let sipp: Socket;
let pool: Socket;

beforeEach(async () => {
  for (const list of [recorded, troubles, flooded, seen]) list.length = 0;
  relay = await Relay.open({
    party: 'alice',
    host: '127.0.0.1',
    inside: '127.0.0.1',
    taps: {
      sip: (event) => recorded.push(event),
      trouble: (text) => troubles.push(text),
      flooded: (text) => flooded.push(text),
    },
  });
  relay.onSeen = (each) => seen.push(each);
  sipp = await bound();
  pool = await bound();
  relay.behind({ host: '127.0.0.1', port: sipp.address().port });
});
afterEach(async () => {
  await relay.close();
  sipp.close();
  pool.close();
});

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function message(line: string, { branch = 'z9hG4bK1', call = 'a@b', cseq = '1 OPTIONS' } = {}): string {
  const via = `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=${branch};rport`;
  return `${line}\r\n${via}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: ${call}\r\nCSeq: ${cseq}\r\nContent-Length: 0\r\n\r\n`;
}

/** The next datagram that a socket gets. */
async function next(socket: Socket): Promise<string> {
  const [bytes] = await once(socket, 'message', { signal: AbortSignal.timeout(2_000) });
  return String(bytes);
}

function poolAddress(): { transport: 'udp'; host: string; port: number } {
  return { transport: 'udp', host: '127.0.0.1', port: pool.address().port };
}

test('a request goes where its call was told to, as it is, and stands in the history first', async () => {
  const request = message('OPTIONS sip:c@d SIP/2.0');
  relay.towards('a@b', poolAddress());
  const arrives = next(pool);
  sipp.send(request, relay.inside.port, relay.inside.host);
  expect(await arrives).toBe(request);
  expect(recorded).toMatchObject([{ tap: 'alice', direction: 'out', text: request }]);
  expect(seen).toMatchObject([{ direction: 'out', peer: poolAddress() }]);
});

test('an answer goes to where its request came from, whatever the Via says', async () => {
  const request = message('OPTIONS sip:alice@here SIP/2.0');
  const taken = next(sipp);
  pool.send(request, relay.address.port, relay.address.host);
  expect(await taken).toBe(request);
  const answer = message('SIP/2.0 200 OK');
  const back = next(pool);
  sipp.send(answer, relay.inside.port, relay.inside.host);
  expect(await back).toBe(answer);
});

test('while SIPp is busy with a call the next message of that call waits, and one of another call does not', async () => {
  await relay.turns.take('a@b');
  const first = next(sipp);
  pool.send(message('OPTIONS sip:x SIP/2.0'), relay.address.port, relay.address.host);
  pool.send(message('OPTIONS sip:y SIP/2.0', { call: 'other' }), relay.address.port, relay.address.host);
  expect(await first).toContain('Call-ID: other');
  const second = next(sipp);
  relay.turns.give('a@b');
  expect(await second).toContain('Call-ID: a@b');
});

test('what comes again is handed on at once: SIPp answers it from memory and tells nothing of it', async () => {
  const request = message('OPTIONS sip:x SIP/2.0');
  const first = next(sipp);
  pool.send(request, relay.address.port, relay.address.host);
  await first;
  // SIPp has not told that it is done with the first one.
  const again = next(sipp);
  pool.send(request, relay.address.port, relay.address.host);
  expect(await again).toBe(request);
});

test('what SIPp cannot read is handed on as it can, and stands in the history as it came', async () => {
  const usual = message('OPTIONS sip:alice@here SIP/2.0');
  const odd = usual.replace('Via: ', 'v:\r\n ').replace('CSeq:', 'cseq :').replace('Content-Length', 'l');
  const taken = next(sipp);
  pool.send(odd, relay.address.port, relay.address.host);
  expect(await taken).toBe(usual);
  expect(recorded).toMatchObject([{ direction: 'in', text: odd }]);
});

test('what is no SIP stands in the history and goes no further: SIPp might answer, and nobody could tell whom', async () => {
  const broken = message('OPTIONS sip:alice@here SIP/2.0').replace(/^Via:.*\r\n/m, '');
  const request = message('OPTIONS sip:alice@here SIP/2.0', { call: 'after' });
  const arrives = next(sipp);
  for (const text of ['garbage', '\r\n\r\n', broken, request]) pool.send(text, relay.address.port, relay.address.host);
  expect(await arrives).toBe(request);
  expect(recorded).toMatchObject([
    { text: 'garbage', unreadable: 'the first line is neither a request line nor a status line' },
    { text: '\r\n\r\n' },
    { text: broken, unreadable: 'Via is missing' },
    { text: request },
  ]);
  expect(recorded[1]).not.toHaveProperty('unreadable');
  expect(recorded[3]).not.toHaveProperty('unreadable');
  expect(seen).toHaveLength(1);
});

test('what SIPp sends without having been told where to is its own trouble', async () => {
  const request = message('OPTIONS sip:c@d SIP/2.0', { call: 'nobody' });
  sipp.send(request, relay.inside.port, relay.inside.host);
  sipp.send(message('OPTIONS sip:c@d SIP/2.0'), relay.inside.port, relay.inside.host);
  relay.towards('a@b', poolAddress());
  await next(pool).catch(() => '');
  expect(troubles.length).toBeGreaterThan(0);
  expect(troubles[0]).toContain('leads nowhere');
});

test('a request whose answer could not be sent back any more is told of, one that was answered is not', async () => {
  const ask = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n += 1) {
      const taken = next(sipp);
      pool.send(
        message('OPTIONS sip:x SIP/2.0', { branch: `z9hG4bK${n}`, call: `${n}@b` }),
        relay.address.port,
        '127.0.0.1',
      );
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that none is lost
      await taken;
      relay.turns.give(`${n}@b`);
    }
  };
  await ask(0, 512);
  const back = next(pool);
  sipp.send(message('SIP/2.0 200 OK', { branch: 'z9hG4bK7', call: '7@b' }), relay.inside.port, relay.inside.host);
  await back;
  await ask(512, 513);
  expect(flooded).toEqual([]);
  await ask(513, 515);
  expect(flooded).toEqual(['more than 512 requests at a time that wait for an answer of SIPp: 1 forgotten']);
  await relay.close();
  expect(flooded.slice(1)).toEqual(['more than 512 requests at a time that wait for an answer of SIPp: 2 forgotten']);
});
