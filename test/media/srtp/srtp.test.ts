import { describe, expect, test } from '@jest/globals';
import { formatRtp, parseRtp } from '../../../src/media/rtp.ts';
import { keyStream, sessionKeys } from '../../../src/media/srtp/session-keys.ts';
import { SrtpReceiver } from '../../../src/media/srtp/srtp-receiver.ts';
import { SrtpSender } from '../../../src/media/srtp/srtp-sender.ts';
import { SrtpSession } from '../../../src/media/srtp/srtp-session.ts';
import { newSrtpKey, type SrtpKey, SUITES } from '../../../src/srtp-key.ts';

/** Of RFC 3711 appendix B.3. */
const master: SrtpKey = {
  suite: 'AES_CM_128_HMAC_SHA1_80',
  key: octets('E1F97A0D3E018BE0D64FA32C06DE4139'),
  salt: octets('0EC675AD498AFEEBB6960B3AABE6'),
};

describe('the keys of SRTP', () => {
  test('are derived as RFC 3711 appendix B.3 has it', () => {
    const { cipher, salt, authentication } = sessionKeys(master);
    expect(hex(cipher)).toBe('C61E7A93744F39EE10734AFE3FF7A087');
    expect(hex(salt)).toBe('30CBBC08863D8C85D49DB34A9AE1');
    expect(hex(authentication)).toBe('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4');
  });

  test('make the key stream of RFC 3711 appendix B.2', () => {
    const stream = keyStream(
      octets('2B7E151628AED2A6ABF7158809CF4F3C'),
      octets('F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000'),
      new Uint8Array(48),
    );
    expect(hex(stream)).toBe(
      'E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0',
    );
  });
});

describe('a packet of SRTP', () => {
  test('has the octets that other implementations give it', () => {
    const plain = octets(`800F1234DECAFBADCAFEBABE${'AB'.repeat(16)}`);
    const secured = '800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB';
    expect(hex(new SrtpSender(master).protect(plain))).toBe(secured);
    expect(new SrtpReceiver(master).receive(octets(secured))).toEqual({ kind: 'packet', rtp: Buffer.from(plain) });
  });

  test.each(SUITES)('of %s is read by its key alone, once, and unchanged', (suite) => {
    const key = newSrtpKey(suite);
    const packet = new SrtpSender(key).protect(rtp(7));
    const receiver = new SrtpReceiver(key);
    expect(new SrtpReceiver(newSrtpKey(suite)).receive(packet)).toEqual({ kind: 'wrong' });
    for (const at of [1, 3, 12, packet.length - 1])
      expect(receiver.receive(changed(packet, at))).toEqual({ kind: 'wrong' });
    expect(receiver.receive(packet)).toEqual({ kind: 'packet', rtp: Buffer.from(rtp(7)) });
    expect(receiver.receive(packet)).toEqual({ kind: 'replayed' });
  });

  test('keeps its contributing sources and its extension readable, and hides its payload', () => {
    const header = octets('91000007000000000000000100000002BEDE000100000000');
    const plain = Buffer.concat([header, Buffer.from('secret')]);
    const packet = new SrtpSender(master).protect(plain);
    expect(hex(packet.subarray(0, header.length))).toBe(hex(header));
    expect(Buffer.from(packet).includes('secret')).toBe(false);
    expect(new SrtpReceiver(master).receive(packet)).toEqual({ kind: 'packet', rtp: plain });
  });

  test('is read when the sequence numbers begin anew, also out of order', () => {
    const sender = new SrtpSender(master);
    const [first, second, third, fourth] = [65_534, 65_535, 0, 1].map((sequence) => sender.protect(rtp(sequence)));
    const receiver = new SrtpReceiver(master);
    const order = [first, third, second, fourth].map((packet) =>
      numberOf(receiver.receive(packet ?? new Uint8Array())),
    );
    expect(order).toEqual([65_534, 0, 65_535, 1]);
    // The same numbers with a counter that is not theirs.
    expect(receiver.receive(new SrtpSender(master).protect(rtp(2)))).toEqual({ kind: 'wrong' });
  });

  test('that is older than the window is not taken, and one within it is', () => {
    const sender = new SrtpSender(master);
    const packets = Array.from({ length: 200 }, (_, sequence) => sender.protect(rtp(sequence)));
    const receiver = new SrtpReceiver(master);
    receiver.receive(packets[0] ?? new Uint8Array());
    receiver.receive(packets[199] ?? new Uint8Array());
    expect(receiver.receive(packets[71] ?? new Uint8Array())).toEqual({ kind: 'replayed' });
    expect(numberOf(receiver.receive(packets[72] ?? new Uint8Array()))).toBe(72);
  });

  test('is never RTCP, nor anything that is too short', () => {
    const receiver = new SrtpReceiver(master);
    expect(receiver.receive(octets(`80C80006${'00'.repeat(30)}`))).toEqual({ kind: 'other' });
    expect(receiver.receive(octets('8000'))).toEqual({ kind: 'other' });
    expect(receiver.receive(rtp(1).subarray(0, 14))).toEqual({ kind: 'wrong' });
  });
});

describe('SRTP at a port', () => {
  const local = newSrtpKey('AES_CM_128_HMAC_SHA1_80');
  const remote = newSrtpKey('AES_CM_128_HMAC_SHA1_32');
  const later = newSrtpKey('AES_CM_128_HMAC_SHA1_80');

  test('counts plain packets and those with a wrong tag, and hears neither', () => {
    const session = new SrtpSession();
    session.agree({ local, remote }, 0);
    expect(session.receive(rtp(1), 0)).toBeUndefined();
    expect(session.receive(new SrtpSender(later).protect(rtp(1)), 0)).toBeUndefined();
    expect(session.receive(new SrtpSender(later).protect(rtp(2)), 0)).toBeUndefined();
    expect(session.take()).toEqual({ plain: 1, wrong: 2 });
    expect(session.take()).toEqual({ plain: 0, wrong: 0 });
  });

  test('takes what was sent under the last key for half a second, and not longer', () => {
    const session = new SrtpSession();
    session.agree({ local, remote }, 0);
    session.agree({ local, remote: later }, 1000);
    const before = new SrtpSender(remote);
    expect(session.receive(before.protect(rtp(1)), 1499)).toEqual(Buffer.from(rtp(1)));
    expect(session.receive(before.protect(rtp(2)), 1500)).toBeUndefined();
    expect(session.receive(new SrtpSender(later).protect(rtp(3)), 1500)).toEqual(Buffer.from(rtp(3)));
    expect(session.take()).toEqual({ plain: 0, wrong: 1 });
  });

  test('goes on counting where a description has the same keys again', () => {
    const session = new SrtpSession();
    session.agree({ local, remote }, 0);
    const receiver = new SrtpReceiver(local);
    for (const sequence of [65_535, 0]) receiver.receive(session.protect(rtp(sequence)) ?? new Uint8Array());
    session.agree({ local, remote }, 0);
    expect(numberOf(receiver.receive(session.protect(rtp(1)) ?? new Uint8Array()))).toBe(1);
  });

  test('sends and hears nothing without keys', () => {
    const session = new SrtpSession();
    expect(session.protect(rtp(1))).toBeUndefined();
    expect(session.receive(rtp(1), 0)).toBeUndefined();
    expect(session.take()).toEqual({ plain: 0, wrong: 0 });
  });
});

function rtp(sequence: number): Uint8Array {
  const payload = new Uint8Array(160).fill(0xd5);
  return formatRtp({ payloadType: 0, marker: false, sequence, timestamp: 160 * sequence, ssrc: 0xcafe, payload });
}

function numberOf(received: ReturnType<SrtpReceiver['receive']>): number | string {
  return received.kind === 'packet' ? (parseRtp(received.rtp)?.sequence ?? 'unreadable') : received.kind;
}

function changed(packet: Uint8Array, at: number): Uint8Array {
  return packet.map((octet, index) => (index === at ? octet ^ 1 : octet));
}

function octets(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
