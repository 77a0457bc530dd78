import { expect, test } from '@jest/globals';
import { boundSockets } from '../../src/run/bound-sockets.ts';

// Lines of proc(5): the local address and port in hexadecimal, then the remote ones, then the state.
const UDP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 0200007F:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81234 2 0000000000000000 0
  200: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81235 2 0000000000000000 0
`;

const UDP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue
  7: 00000000000000000000000001000000:13C4 00000000000000000000000000000000:0000 07 00000000:00000000
`;

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:13C4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:D431 0100007F:13C4 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
`;

test('every UDP socket in the table is bound, one without an address on all of them', () => {
  expect(boundSockets(UDP, 'udp')).toEqual([
    { host: '127.0.0.2', port: 5060 },
    { host: undefined, port: 53 },
  ]);
});

test('addresses of IPv6 are not told apart', () => {
  expect(boundSockets(UDP6, 'udp')).toEqual([{ host: undefined, port: 5060 }]);
});

test('of TCP sockets those that listen are bound, not the ends of connections', () => {
  expect(boundSockets(TCP, 'tcp')).toEqual([{ host: '127.0.0.1', port: 5060 }]);
});
