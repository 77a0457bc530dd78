import { createSocket } from 'node:dgram';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { udpType } from '../../numeric-host.ts';

/**
 * The address of this machine from which the kernel reaches a host. A connected UDP socket shows it, and nothing is sent.
 *
 * @throws HarnessError where there is no way to the host
 */
export function localAddressTowards(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(udpType(host));
    socket.once('error', (cause) => {
      socket.close();
      reject(
        new HarnessError('network', `this machine has no way to ${host}: ${messageOf(cause)}`, {
          hint: 'is the network up? `remote: { local: … }` of the candidate file names the address of the phones',
          cause,
        }),
      );
    });
    socket.connect(port, host, () => {
      const { address } = socket.address();
      socket.close(() => resolve(address));
    });
  });
}
