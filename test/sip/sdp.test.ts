import { describe, expect, test } from '@jest/globals';
import { answerSdp, audioOf, audioOffer, type Direction, formatSdp, parseSdp, type Sdp } from '../../src/sip/sdp.ts';

const sdp = (...rows: string[]): Sdp => {
  const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', ...rows, ''].join('\r\n'));
  if (parsed === undefined) throw new Error('no session description');
  return parsed;
};

const C = 'c=IN IP4 127.0.0.2';
const T = 't=0 0';
const AUDIO = 'm=audio 40000 RTP/AVP 0';
const ours = { address: '127.0.0.1', port: 50_000, sessionId: 7, version: 2 };

describe('a session description', () => {
  test('is taken to pieces and put together again', () => {
    const text = [
      'v=0',
      'o=alice 18446744073709551616 2 IN IP6 2001:db8::1',
      's=Parked call',
      'i=free text = with an equals sign',
      'c=IN IP4 127.0.0.2',
      't=0 0',
      'a=sendonly',
      'm=audio 40000/2 RTP/AVP 0 8 101',
      'a=rtpmap:101 telephone-event/8000',
      'm=video 0 UDP/TLS/RTP/SAVPF 99',
      '',
    ].join('\r\n');
    const parsed = parseSdp(text);
    expect(parsed).toMatchObject({
      origin: {
        username: 'alice',
        sessionId: '18446744073709551616',
        version: '2',
        addressType: 'IP6',
        address: '2001:db8::1',
      },
      media: [
        { media: 'audio', port: 40_000, ports: 2, formats: ['0', '8', '101'] },
        { media: 'video', port: 0, protocol: 'UDP/TLS/RTP/SAVPF', lines: [] },
      ],
    });
    expect(parsed && formatSdp(parsed)).toBe(text);
  });

  test('may have LF for CRLF, and no line end at its end', () => {
    expect(audioOf(parseSdp(`v=0\no=- 1 1 IN IP4 h\ns=-\n${C}\n${T}\n${AUDIO}`) ?? sdp(T))?.port).toBe(40_000);
  });

  test.each([
    ['another version', `v=1\r\no=- 1 1 IN IP4 h\r\ns=-\r\n${T}\r\n`],
    ['neither version nor stream', `o=- 1 1 IN IP4 h\r\ns=-\r\n${T}\r\n`],
    ['a stream without a port', `v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\n${T}\r\nm=audio RTP/AVP 0\r\n`],
    ['a port above 65535', `v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\n${T}\r\nm=audio 65536 RTP/AVP 0\r\n`],
    ['too many lines', `v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\n${T}\r\n${'a=x\r\n'.repeat(1000)}`],
    ['too many octets of UTF-8', `v=0\r\no=- 1 1 IN IP4 h\r\ns=${'\u00e9'.repeat(35_000)}\r\n${T}\r\n`],
    ['too many octets', `v=0\r\no=- 1 1 IN IP4 h\r\ns=${'x'.repeat(70_000)}\r\n${T}\r\n`],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(parseSdp(text)).toBeUndefined();
    expect(parseSdp(Buffer.from(text))).toBeUndefined();
  });
});

describe('the audio stream', () => {
  test.each<[string, string[], object | undefined]>([
    ['has the address of the session', [C, T, AUDIO], { address: '127.0.0.2', port: 40_000, payloads: [0] }],
    ['has an address of its own first', [C, T, AUDIO, 'c=IN IP4 127.0.0.3'], { address: '127.0.0.3' }],
    ['leaves out the time to live of an address', ['c=IN IP4 224.2.1.1/127', T, AUDIO], { address: '224.2.1.1' }],
    ['may have IPv6', ['c=IN IP6 ::1', T, AUDIO], { address: '::1' }],
    ['flows both ways unless something else is said', [C, T, AUDIO], { direction: 'sendrecv' }],
    ['flows as the session says', [C, T, 'a=sendonly', AUDIO], { direction: 'sendonly' }],
    ['flows as it says itself first', [C, T, 'a=sendonly', AUDIO, 'a=inactive'], { direction: 'inactive' }],
    [
      'is on hold with the address 0.0.0.0',
      ['c=IN IP4 0.0.0.0', T, AUDIO],
      { direction: 'sendonly', address: '0.0.0.0' },
    ],
    ['is quiet with 0.0.0.0 and recvonly', [C, T, AUDIO, 'c=IN IP4 0.0.0.0', 'a=recvonly'], { direction: 'inactive' }],
    ['is the first that is not refused', [C, T, 'm=audio 0 RTP/AVP 0', 'm=video 2 RTP/AVP 9', AUDIO], { port: 40_000 }],
    ['is none when its port is 0', [C, T, 'm=audio 0 RTP/AVP 0'], undefined],
    ['is none without an address', [T, AUDIO], undefined],
    ['is secure by its profile', [C, T, 'm=audio 40000 RTP/SAVP 0'], { secure: true }],
    ['is none by DTLS', [C, T, 'm=audio 40000 UDP/TLS/RTP/SAVPF 0'], undefined],
    ['is none among other media', [C, T, 'm=video 2 RTP/AVP 9'], undefined],
  ])('%s', (_, rows, expected) => {
    const audio = audioOf(sdp(...rows));
    expect(audio === undefined ? undefined : { ...audio, ...expected }).toEqual(audio);
    expect(audio === undefined).toBe(expected === undefined);
  });
});

describe('an offer', () => {
  test('is read as it was meant', () => {
    const offer = audioOffer({ ...ours, direction: 'sendonly' });
    expect(formatSdp(offer)).toBe(
      [
        'v=0',
        'o=- 7 2 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        'm=audio 50000 RTP/AVP 0',
        'a=rtpmap:0 PCMU/8000',
        'a=ptime:20',
        'a=sendonly',
        '',
      ].join('\r\n'),
    );
    expect(parseSdp(formatSdp(offer))).toEqual(offer);
  });
});

describe('an answer', () => {
  test('takes the first stream with PCMU and refuses the others in their places', () => {
    const offer = sdp(C, T, 'm=video 2 RTP/AVP 9', 'm=audio 4 RTP/AVP 8', 'm=audio 6 RTP/AVP 8 0', AUDIO);
    const answer = answerSdp(offer, ours);
    expect(answer?.media.map((each) => `${each.media} ${each.port} ${each.formats.join(' ')}`)).toEqual([
      'video 0 9',
      'audio 0 8',
      'audio 50000 0',
      'audio 0 0',
    ]);
    expect(answer && parseSdp(formatSdp(answer))).toEqual(answer);
  });

  test.each<[Direction, Direction, Direction]>([
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendrecv', 'recvonly', 'recvonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['recvonly', 'inactive', 'inactive'],
  ])('to %s by one who wants %s is %s (RFC 3264 6.1)', (offered, wanted, answered) => {
    const answer = answerSdp(sdp(C, T, AUDIO, `a=${offered}`), { ...ours, direction: wanted });
    expect(answer && audioOf(answer)?.direction).toBe(answered);
  });

  test('to a hold by 0.0.0.0 is recvonly', () => {
    const answer = answerSdp(sdp('c=IN IP4 0.0.0.0', T, AUDIO), ours);
    expect(answer && audioOf(answer)?.direction).toBe('recvonly');
  });

  test('is not possible without PCMU', () => {
    expect(answerSdp(sdp(C, T, 'm=audio 4 RTP/AVP 8'), ours)).toBeUndefined();
  });
});
