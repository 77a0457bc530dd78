/** SIP over TLS: RFC 3261 26.2.1. Nothing is sent before the server has been found to be the right one. */
import { connect, createServer, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { openStreams } from './stream-transport.ts';
import type { Opening } from './stream-connection.ts';
import type { Shown, TlsSettings } from './tls-settings.ts';
import { type Address, type Transport, type TransportOptions, whyOf } from './transport.ts';

const OLDEST = 'TLSv1.2';

/** Longest time that a client may take for its handshake, in ms. */
const HANDSHAKE_WITHIN = 10_000;

/** Listens. Rejects when the port cannot be had, and when the certificate or the key cannot be used. */
export async function openTls(options: TransportOptions): Promise<Transport> {
  const { tls } = options;
  if (tls === undefined) throw new Error('TLS without a certificate');
  return openStreams(
    {
      transport: 'tls',
      // A client that breaks off its handshake has not become a peer: 'tlsClientError' is left alone.
      listener: (accept) =>
        createServer(
          { cert: tls.own.certificate, key: tls.own.key, minVersion: OLDEST, handshakeTimeout: HANDSHAKE_WITHIN },
          accept,
        ),
      connect: (to) => secured(to, tls),
    },
    options,
  );
}

/** Looked at by `distrusts` alone, which has words for what is wrong. */
function secured({ host, port }: Address, { client, ca, serverName, distrusts }: TlsSettings): Opening {
  const socket = connect({
    host,
    port,
    ...(client && { cert: client.certificate, key: client.key }),
    ...(ca === undefined ? {} : { ca }),
    // An address is no name that could be asked for.
    ...(serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName }),
    minVersion: OLDEST,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  return { socket, made: 'secureConnect', distrusted: () => distrusts(shownBy(socket)) };
}

function shownBy(socket: TLSSocket): Shown {
  const certificate = socket.getPeerX509Certificate();
  return { certificate, fault: socket.authorized ? undefined : faultOf(socket.authorizationError) };
}

/** Node gives the code of OpenSSL, and an Error for what it finds itself, whatever its types say. */
function faultOf(found: unknown): string {
  return typeof found === 'string' ? found : whyOf(found);
}
