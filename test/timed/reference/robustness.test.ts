import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from '@jest/globals';
import { conforming } from '../../../src/reference/behaviour.ts';
import { closeBed, openPair, parkedCall, park, connect, phone, phonesAt, register, statusOf } from './bed.ts';

afterEach(closeBed);

/** Sends datagrams one after the other, as a stranger. */
async function send(port: number, datagrams: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    // oxlint-disable-next-line no-await-in-loop -- no faster than the kernel takes them
    await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

function text(method: string, uri: string, ...more: string[]): string {
  return [
    `${method} ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-' + Math.random().toString(36).slice(2),
    'From: <sip:mallory@park.example>;tag=1',
    'To: <sip:park@park.example>',
    'Call-ID: odd',
    `CSeq: 1 ${method}`,
    'Max-Forwards: 70',
    ...more,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

test('Garbage and half-made messages change nothing', async () => {
  const { primary, trouble } = await openPair();
  const methods = ['INVITE', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'BYE', 'CANCEL', 'ACK', 'PRACK', 'MESSAGE', 'FLY'];
  const uris = [
    'sip:park@park.example',
    'sip:100@park.example',
    'sip:park.example',
    'sip:bob@park.example',
    'tel:+1',
    'sip:x@y',
  ];
  await send(primary.sip.port, [
    '',
    '\r\n\r\n',
    'hello',
    '\0'.repeat(2_000),
    'SIP/2.0 200 OK\r\n\r\n',
    'INVITE sip:park@park.example SIP/2.0\r\nVia: nonsense\r\n\r\n',
    'x'.repeat(60_000),
    ...methods.flatMap((method) => uris.map((uri) => text(method, uri))),
    text('REFER', 'sip:park@park.example', 'Refer-To: <sip:a@127.0.0.1?Replaces=x>', 'Contact: <sip:m@127.0.0.1:9>'),
    text('REFER', 'sip:park@park.example', 'Refer-To: <<<', 'Contact: <sip:m@127.0.0.1:9>'),
    text('REFER', 'sip:park@park.example', 'Refer-To: <sip:a@nowhere.example?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>'),
    text('SUBSCRIBE', 'sip:100@park.example', 'Event: dialog', 'Expires: 99999999999'),
    text('REGISTER', 'sip:park.example', 'Contact: <<sip:>', 'Expires: -1'),
  ]);
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  expect((await parkedCall(alice, bob, primary)).orbit).toBe('100');
  expect(trouble).toEqual([]);
});

test('A flood of requests is survived', async () => {
  const { primary, trouble } = await openPair();
  const flood = Array.from({ length: 1_000 }, (_, index) => {
    const method = ['OPTIONS', 'SUBSCRIBE', 'INVITE', 'REGISTER'][index % 4] ?? 'OPTIONS';
    return text(
      method,
      method === 'REGISTER' ? 'sip:park.example' : 'sip:park@park.example',
      'Event: dialog',
      'Expires: 0',
    );
  });
  await send(primary.sip.port, flood);
  expect(statusOf(await register(await phone('alice'), primary))).toBe(200);
  expect(trouble).toEqual([]);
});

test('A mistake in the server itself is answered 500, reported, and leaves the next request unharmed', async () => {
  let wrong = true;
  const mistaken = {
    ...conforming,
    park: (mode: Parameters<typeof conforming.park>[0]) => {
      if (wrong) throw new Error('a mistake');
      return conforming.park(mode);
    },
  };
  const { primary, trouble } = await openPair({}, mistaken);
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const [, bobs] = await connect(alice, bob, primary);
  expect((await park(bob, bobs, primary)).accepted).toBe(500);
  expect(trouble).toEqual(['primary: sip: Error: a mistake']);
  wrong = false;
  expect((await park(bob, bobs, primary)).orbit).toBe('100');
});

test('The pool answers OPTIONS, and refuses methods that it does not have', async () => {
  const { primary } = await openPair();
  const alice = await phone('alice');
  const ask = async (method: string) =>
    statusOf(await alice.ua.request({ method, uri: `sip:127.0.0.1:${primary.sip.port}`, next: primary.sip }));
  expect(await ask('OPTIONS')).toBe(200);
  expect(await ask('MESSAGE')).toBe(405);
  expect(await ask('FLY')).toBe(501);
});
