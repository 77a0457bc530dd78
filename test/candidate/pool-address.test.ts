import { expect, test } from '@jest/globals';
import { parsePoolAddress } from '../../src/candidate/pool-address.ts';

test.each([
  ['udp:5060', 'udp', undefined, 5060],
  ['tcp:auto', 'tcp', undefined, 'auto'],
  ['udp:10.0.0.1', 'udp', '10.0.0.1', 5060],
  ['tcp:10.0.0.1:5070', 'tcp', '10.0.0.1', 5070],
  ['udp:park-1.example.org:5080', 'udp', 'park-1.example.org', 5080],
  ['tls:10.0.0.1:5071', 'tls', '10.0.0.1', 5071],
  ['udp:[2001:DB8::1]', 'udp', '2001:db8::1', 5060],
  ['tls:[::1]:auto', 'tls', '::1', 'auto'],
])('%s', (text, transport, host, port) => {
  expect(parsePoolAddress(text)).toEqual({ transport, host, port });
});

test.each([
  ['udp:lab', 'udp', 'lab', 5060],
  ['tls:lab', 'tls', 'lab', 5061],
  // A name may begin with a digit (RFC 1123 2.1).
  ['udp:3com.example', 'udp', '3com.example', 5060],
])('%s is asked for by SRV, since it has no port', (text, transport, host, port) => {
  expect(parsePoolAddress(text)).toEqual({ transport, host, port, bySrv: true });
});

test.each([
  'udp:',
  'udp:0',
  'udp:65536',
  'tls:',
  'sctp:10.0.0.1',
  'udp:10.0.0.256',
  'udp:10.0.0',
  'udp:10.0.0.1:0',
  'udp:10.0.0.1:70000',
  'udp:10.0.0.1:auto',
  'udp:-lab',
  'udp:lab-',
  'udp:lab..example',
  'udp:park_1.example',
  `udp:${'a'.repeat(64)}.example`,
  ' udp:5060',
])('`%s` is none', (text) => {
  expect(parsePoolAddress(text)).toBeUndefined();
});
