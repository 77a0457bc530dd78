import { describe, expect, test } from '@jest/globals';
import { formatVia, parseVia, topVia } from '../../../src/sip/fields/via.ts';
import { buildRequest } from '../../../src/sip/message/build.ts';

describe('a Via', () => {
  test.each([
    ['SIP/2.0/UDP h', 'UDP', 'h', undefined, []],
    ['sip / 2.0 / udp   h : 5060 ;branch = z9', 'UDP', 'h', 5060, [['branch', 'z9']]],
    [
      'SIP/2.0/TCP [::1]:5061;rport;received=::2',
      'TCP',
      '[::1]',
      5061,
      [
        ['rport', undefined],
        ['received', '::2'],
      ],
    ],
    [
      'SIP/2.0/UDP a_b.example;RPORT=1;x="a;b"',
      'UDP',
      'a_b.example',
      undefined,
      [
        ['rport', '1'],
        ['x', '"a;b"'],
      ],
    ],
  ] as const)('%s is read', (text, transport, host, port, params) => {
    const via = parseVia(text);
    expect({ ...via, params: [...(via?.params ?? [])] }).toEqual({ transport, host, port, params });
  });

  test.each([
    '',
    'SIP/2.0/UDP',
    'SIP/2.0 h',
    'HTTP/1.1/TCP h',
    'SIP/2.0/UDP h:',
    'SIP/2.0/UDP h:65536',
    'SIP/2.0/UDP [::1',
    'SIP/2.0/UDP [::1::2]',
    'SIP/2.0/UDP h;branch=1;branch=2',
    'SIP/2.0/UDP h x',
    'SIP/2.0/UDP h, SIP/2.0/UDP i',
  ])('%s is refused', (text) => {
    expect(parseVia(text)).toBeUndefined();
  });

  test('is written as it is read', () => {
    const text = 'SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1;rport;received=127.0.0.2';
    const via = parseVia(text);
    expect(via && formatVia(via)).toBe(text);
    expect(formatVia({ transport: 'TCP', host: '[::1]', params: new Map() })).toBe('SIP/2.0/TCP [::1]');
  });

  test('on top of a message is the first value of the first field', () => {
    const headers = [
      ['Subject', 'x'],
      ['v', 'SIP/2.0/UDP a, SIP/2.0/UDP b'],
      ['Via', 'SIP/2.0/UDP c'],
    ] as const;
    expect(topVia(buildRequest({ method: 'BYE', uri: 'sip:a', headers }))?.host).toBe('a');
    expect(topVia(buildRequest({ method: 'BYE', uri: 'sip:a', headers: [] }))).toBeUndefined();
  });
});
