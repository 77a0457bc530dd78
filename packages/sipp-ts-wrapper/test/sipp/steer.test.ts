import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SteeredCall, type SteeredPhone, type SteerOptions, steer } from '../../src/index.ts';
import { steeredPhone } from './steered-phone.ts';

let phone: SteeredPhone;
let peer: Socket;

async function start(options: Partial<SteerOptions> = {}): Promise<SteeredPhone> {
  phone = await steer({ scenario: { xml: steeredPhone }, ...options });
  return phone;
}

beforeEach(async () => {
  peer = createSocket('udp4').bind(0, '127.0.0.1');
  await once(peer, 'listening');
});

afterEach(async () => {
  await phone?.stop();
  peer.close();
});

/** A request of the peer outside of any dialogue that SIPp knows. */
function request(method: string, callId: string): void {
  const { address, port } = peer.address();
  const lines = [
    `${method} sip:p@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${callId}${method}`,
    'From: <sip:q@127.0.0.1>;tag=1',
    'To: <sip:p@127.0.0.1>',
    `Call-ID: ${callId}`,
    `CSeq: 1 ${method}`,
    'Max-Forwards: 70',
    'Content-Length: 0',
  ];
  peer.send(`${lines.join('\r\n')}\r\n\r\n`, phone.sipp.local.port, phone.sipp.local.host);
}

describe('steering', () => {
  test('begins a call by a command, and its next commands get their answers', async () => {
    await start();
    const call = await phone.place({ command: 'hello', callId: 'a@x', fields: { Note: 'first' } });
    const first = await call.event('echo');
    expect(first.fields).toMatchObject({ 'call-id': 'a@x', re: '1', note: 'first' });
    expect(first.body).toBe('body of hello\r\n\r\nsecond part');
    const second = await call.next('again', { fields: { Note: 'second' } });
    expect(second.fields['note']).toBe('second');
    expect(call.history).toEqual([first, second]);
  });

  test('hears of a call that began on the wire, and of what comes in it without a command', async () => {
    const begun = new Promise<SteeredCall>((resolve) => {
      void start({ onCall: resolve }).then(() => request('INVITE', 'in@x'));
    });
    const call = await begun;
    expect(call).toMatchObject({ id: 'in@x', begunBy: 'wire' });
    expect(call.history[0]?.body).toMatch(/^INVITE sip:p@127.0.0.1 SIP\/2.0\r\nVia/);
    request('BYE', 'in@x');
    await call.event('bye');
  });

  test('sends a SIP message on command to where the command says', async () => {
    await start();
    const heard = once(peer, 'message');
    const call = await phone.place({ command: 'invite', callId: 'out@x', fields: { Port: peer.address().port } });
    await call.event('sending');
    expect(String((await heard)[0])).toMatch(/^INVITE .*Call-ID: out@x\r\n/s);
  });
});
