import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { groupsOf, hostPort, numericHost, placeText, unfitHost } from '../src/numeric-host.ts';
import { formatVia, parseVia } from '../src/sip/fields/via.ts';
import { addressOf } from '../src/sip/route.ts';
import { audioOf, audioOffer, formatSdp, parseSdp } from '../src/sip/sdp.ts';
import { parseUri } from '../src/sip/uri.ts';

const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });

/** The address as one may write it: each group with or without its zeros, in small or capital letters. */
const spelled = groups.chain((numbers) =>
  fc.tuple(fc.constant(numbers), fc.boolean(), fc.boolean()).map(([eight, padded, upper]) => {
    const text = eight.map((group) => group.toString(16).padStart(padded ? 4 : 1, '0')).join(':');
    return { eight, text: upper ? text.toUpperCase() : text };
  }),
);

describe('an IPv6 address', () => {
  test('has one text, however it is spelled, and that text is of the same address', () => {
    fc.assert(
      fc.property(spelled, ({ eight, text }) => {
        const address = numericHost(text);
        expect(address).toBeDefined();
        expect(numericHost(`[${text}]`)).toBe(address);
        expect(groupsOf(address ?? '')).toEqual(eight);
        expect(groupsOf(text)).toEqual(eight);
      }),
    );
  });

  test('is the same place in a URI, in Via, in `received` and in a session description', () => {
    fc.assert(
      fc.property(spelled, fc.integer({ min: 1, max: 65_535 }), ({ text }, port) => {
        const host = numericHost(text) ?? '';
        const uri = parseUri(`sip:alice@[${text}]:${port}`);
        expect(addressOf(uri)).toEqual({ transport: 'udp', host, port });
        const via = parseVia(`SIP/2.0/UDP [${text}]:${port};received=${text};branch=z9hG4bK1`);
        expect(via && placeText(via.host, via.port ?? 0)).toBe(hostPort(host, port));
        expect(via?.params.get('received')).toBe(text);
        expect(via && parseVia(formatVia(via))).toEqual(via);
        const offer = audioOffer({ address: host, port, sessionId: 1, version: 1, direction: 'sendrecv' });
        expect(formatSdp(offer)).toContain(`c=IN IP6 ${host}\r\n`);
        const said = parseSdp(formatSdp(offer).replace(`c=IN IP6 ${host}`, `c=IN IP6 ${text}`));
        const heard = said && audioOf(said);
        expect({ ...heard, direction: 'sendrecv' }).toMatchObject({ address: host, port });
      }),
    );
  });

  test.each([
    ['2001:DB8::10', '2001:db8::10'],
    ['[::1]', '::1'],
    ['[0:0:0:0:0:0:0:1]', '::1'],
    ['2001:db8:::192.0.2.1', '2001:db8::c000:201'],
    ['127.0.0.1', '127.0.0.1'],
  ])('%s is %s', (text, address) => {
    expect(numericHost(text)).toBe(address);
  });

  test.each(['fe80::1%eth0', '[::1', '::1]', '1::2::3', 'park.example', '', '[127.0.0.1]', ':::1'])(
    '`%s` is none',
    (text) => {
      expect(numericHost(text)).toBeUndefined();
    },
  );
});

test('a host of the other family is not sent to', () => {
  expect(unfitHost('::1', '127.0.0.1')).toBe('::1 is no numeric IPv4 address');
  expect(unfitHost('127.0.0.1', '::1')).toBe('127.0.0.1 is no numeric IPv6 address');
  expect(unfitHost('::1', '2001:db8::1')).toBeUndefined();
});

test('`::` puts on hold, as 0.0.0.0 does', () => {
  const text = formatSdp(audioOffer({ address: '::', port: 9, sessionId: 1, version: 1, direction: 'sendrecv' }));
  const sdp = parseSdp(text);
  expect(sdp && audioOf(sdp)?.direction).toBe('sendonly');
});
