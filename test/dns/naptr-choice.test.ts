import { expect, test } from '@jest/globals';
import { naptrChoice } from '../../src/dns/naptr-choice.ts';

const record = (text: string) => {
  const [order, preference, flags = '', service = '', regexp = '', replacement = ''] = text.split(' ');
  const plain = (each: string): string => each.replaceAll('"', '');
  return {
    type: 'NAPTR',
    order: Number(order),
    preference: Number(preference),
    flags: plain(flags),
    service: plain(service),
    regexp: plain(regexp),
    replacement: replacement === '.' ? '' : replacement,
  } as const;
};

function choice(texts: readonly string[], transport: 'udp' | 'tcp' | 'tls'): string | undefined {
  return naptrChoice(texts.map(record), transport)?.replacement;
}

const ALL = [
  '20 10 "s" "SIP+D2U" "" udp-late',
  '10 20 "s" "SIP+D2U" "" udp-less',
  '10 10 "S" "sip+d2u" "" udp-best',
  '5 10 "s" "SIP+D2T" "" tcp',
  '1 10 "s" "SIPS+D2T" "" tls',
];

test('the record for the transport is taken by order, then by preference, whatever the case of its letters', () => {
  expect(choice(ALL, 'udp')).toBe('udp-best');
  expect(choice(ALL, 'tcp')).toBe('tcp');
  expect(choice(ALL, 'tls')).toBe('tls');
});

test.each([
  ['another flag', '1 1 "a" "SIP+D2U" "" wrong'],
  ['no flag', '1 1 "" "SIP+D2U" "" wrong'],
  ['a URI', '1 1 "u" "E2U+sip" "!^.*$!sip:x@y!" .'],
  ['a regular expression', '1 1 "s" "SIP+D2U" "!a!b!" wrong'],
  ['the root', '1 1 "s" "SIP+D2U" "" .'],
  ['another service', '1 1 "s" "SIP+D2S" "" wrong'],
])('one with %s is passed over', (_, text) => {
  expect(choice([text], 'udp')).toBeUndefined();
  expect(choice([text, '9 9 "s" "SIP+D2U" "" right'], 'udp')).toBe('right');
});
