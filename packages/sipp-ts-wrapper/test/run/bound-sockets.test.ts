import { expect, test } from '@jest/globals';
import { boundPorts } from '../../src/run/bound-sockets.ts';

// Lines of proc(5): the local address and port in hexadecimal, then the remote ones, then the state.
const UDP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 0100007F:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81234 2 0000000000000000 0
  200: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81235 2 0000000000000000 0
`;

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:13C4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:D431 0100007F:13C4 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
`;

test('every UDP socket in the table is bound', () => {
  expect(boundPorts(UDP, 'udp')).toEqual(new Set([5060, 53]));
});

test('of TCP sockets those that listen are bound, not the ends of connections', () => {
  expect(boundPorts(TCP, 'tcp')).toEqual(new Set([5060]));
});
