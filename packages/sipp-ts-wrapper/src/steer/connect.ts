import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SippError } from '../run/error.ts';
import { hostAndPort, type SocketAddress } from '../run/start.ts';

/**
 * Connects to SIPp's twin socket, again and again until SIPp listens; `gone` says why there is nobody to wait for any more.
 * @throws SippError `not-started`, or what `gone` resolves with
 */
export async function connectTwin(to: SocketAddress, within: number, gone: Promise<SippError>): Promise<Socket> {
  let ended: SippError | undefined;
  const noted = (async () => {
    ended = await gone;
  })();
  const deadline = performance.now() + within;
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    if (ended !== undefined) throw ended;
    const socket = await attempt(to, Math.max(1, deadline - performance.now()));
    if (socket !== undefined) return socket;
    if (performance.now() >= deadline) {
      throw new SippError(
        'not-started',
        `SIPp did not listen for commands on ${hostAndPort(to)} within ${within} ms.`,
        {
          hint: 'It listens when the first command of its scenario is a `recvCmd`.',
        },
      );
    }
    await Promise.race([delay(pause), noted]);
  }
}

/** One connection, or undefined; SIPp's kernel refuses or accepts at once, a packet filter in between may be silent. */
function attempt({ host, port }: SocketAddress, within: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const done = (connected: boolean): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (!connected) socket.destroy();
      resolve(connected ? socket : undefined);
    };
    const timer = setTimeout(done, within, false);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
