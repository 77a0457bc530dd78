/** Names in candidate files: what is asked of DNS, and where. */
import { describe, expect, test } from '@jest/globals';
import { parseLocate } from '../../src/candidate/locate-uri.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { parseResolver } from '../../src/candidate/resolver-address.ts';

test.each([
  ['sip:pbx.example', { host: 'pbx.example' }],
  ['SIP:PBX.example;Transport=TCP', { host: 'PBX.example', transport: 'tcp' }],
  ['sips:pbx.example', { host: 'pbx.example', transport: 'tls' }],
  ['sip:pbx.example:5070;transport=udp', { host: 'pbx.example', port: 5070, transport: 'udp' }],
])('phones may know %s', (text, uri) => {
  expect(parseLocate(text)).toEqual({ port: undefined, transport: undefined, ...uri });
});

test.each([
  'pbx.example',
  'sip:10.0.0.1',
  'sip:[::1]',
  'sip:a@pbx.example',
  'sip:pbx..example',
  'sip:pbx.example:0',
  'sip:pbx.example:65536',
  'sips:pbx.example;transport=udp',
  `sip:${'x'.repeat(64)}.example`,
])('phones cannot know %s', (text) => {
  expect(parseLocate(text)).toBeUndefined();
});

test.each([
  ['127.0.0.1:5353', '127.0.0.1', 5353],
  ['10.0.0.53', '10.0.0.53', 53],
  ['[2001:db8::53]:5353', '2001:db8::53', 5353],
  ['[2001:DB8:0::53]', '2001:db8::53', 53],
  ['::1', '::1', 53],
])('a DNS server may be at %s', (text, host, port) => {
  expect(parseResolver(text)).toEqual({ host, port });
});

test.each(['dns.example', '127.0.0.1:0', '127.0.0.1:70000', '::1:', '256.0.0.1', ''])('none is at %j', (text) => {
  expect(parseResolver(text)).toBeUndefined();
});

const POOLS = 'pools: { primary: { sip: udp:10.0.0.1, orbits: 1-2 }, backup: { sip: udp:10.0.0.2, orbits: 3-4 } }\n';

function complaints(text: string, runtime = 'remote'): string {
  const reading = loadCandidate(`name: x\nruntime: ${runtime}\n${text}`, 'x.yaml');
  return 'diagnostics' in reading
    ? reading.diagnostics.map(({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`).join('\n')
    : '';
}

describe('a candidate file', () => {
  test('says by which DNS servers the names in it are looked up, and what its phones know', () => {
    const text = `${POOLS}resolver: [127.0.0.1:5353, "::1"]\nphones: { locate: sip:pbx.example }`;
    const reading = loadCandidate(`name: x\nruntime: remote\n${text}`, 'x.yaml');
    expect(reading).toMatchObject({
      candidate: { resolvers: ['127.0.0.1:5353', '::1'], phones: { locate: 'sip:pbx.example' } },
    });
  });

  test.each([
    ['udp:park.example', { host: 'park.example', port: 5060, bySrv: true }],
    ['udp:park.example:5060', { host: 'park.example', port: 5060 }],
    ['udp:10.0.0.9', { host: '10.0.0.9', port: 5060 }],
  ])('of %s asks SRV records only for a name without a port', (sip, place) => {
    const reading = loadCandidate(`name: x\nruntime: remote\n${POOLS.replace('udp:10.0.0.1', sip)}`, 'x.yaml');
    expect(reading).toMatchObject({ candidate: { pools: { primary: place } } });
    expect('candidate' in reading && 'bySrv' in reading.candidate.pools.primary).toBe('bySrv' in place);
  });

  test.each([
    [`${POOLS}resolver: 10.0.0.53`, /^4:1 this file has no name that a DNS server could be asked for/],
    [`${POOLS}resolver: dns.example`, /^4:11 `resolver`: a DNS server is a numeric address/],
    [`${POOLS}phones: { locate: pbx.example }`, /^4:19 `locate`: what phones know is a SIP URI of a domain/],
    [
      `${POOLS}phones: { locate: "sip:pbx.example;transport=tcp" }`,
      /^4:20 sip:pbx\.example;transport=tcp is for TCP, and the pools speak UDP \(write the transport of both alike/,
    ],
    [
      `${POOLS}edge: { sip: tcp:10.0.0.5 }\nphones: { locate: sips:pbx.example }`,
      /^5:19 sips:pbx\.example is for TLS, and the edge speaks TCP/,
    ],
  ])('is refused: %#', (text, complaint) => {
    expect(complaints(text)).toMatch(complaint);
  });

  test('of pools that parkspec starts is refused with either', () => {
    const pools = POOLS.replaceAll(/10\.0\.0\.\d/g, '5060').replace('5060', '5070');
    const text = `process: { command: [x] }\n${pools}resolver: 10.0.0.53\nphones: { locate: sip:pbx.example }`;
    expect(complaints(text, 'process')).toMatch(/`locate` is for `runtime: remote`/);
    expect(complaints(text, 'process')).toMatch(/`resolver` is for `runtime: remote`/);
  });
});
