import { createSocket, type Socket } from 'node:dgram';
import { familyOf, udpType } from '../numeric-host.ts';

/**
 * A UDP socket at an address; port 0 lets the system choose. Rejects with the system's error when it cannot be bound.
 *
 * @param how  `shared` lets another socket of this machine bind the same port (SO_REUSEADDR)
 */
export function rtpSocket(host: string, port: number, how: 'alone' | 'shared' = 'alone'): Promise<Socket> {
  const reuseAddr = how === 'shared';
  // Addresses are numeric: nothing to look up, and a frame leaves in the tick in which it is due.
  const socket = createSocket({
    type: udpType(host),
    lookup: (name, _options, done) => done(null, name, familyOf(name)),
    reuseAddr,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', fail);
    socket.bind(port, host, () => {
      socket.removeListener('error', fail);
      resolve(socket);
    });
  });
}
