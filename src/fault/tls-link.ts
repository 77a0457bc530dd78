/** A connection over TLS to a server whose certificate is one that the candidate file trusts. */
import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { farSocketsAt } from '../sockets/far-networks.ts';
import type { FilledOrder } from './http-filled.ts';
import { hostOf, portOf } from './url-place.ts';

/** Says why the certificate is not trusted, and what to put in the file. */
export class UntrustedError extends Error {}

/**
 * Resolves when the certificate was found right, and before anything is sent. Rejects with UntrustedError for one that is
 * not, and with an error of the system.
 */
export async function connectTls(
  url: URL,
  { ca, fingerprint }: Pick<FilledOrder, 'ca' | 'fingerprint'>,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = hostOf(url);
  const place = { host, port: portOf(url) };
  const far = farSocketsAt(host)?.connect(place);
  const socket = connect({
    ...place,
    ...(far && { socket: far }),
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca: readInputFile(ca, LARGEST_INPUT.yaml) }),
    // Refused below, with its fingerprint and the reason in words.
    rejectUnauthorized: false,
  });
  const abort = (): void => void socket.destroy(new Error('it was given up'));
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).on('error', reject);
      socket.once('close', () => reject(new Error('the connection ended before TLS was agreed on')));
    });
    const why = distrust(socket, host, fingerprint);
    if (why === undefined) return socket;
    throw new UntrustedError(`the certificate of ${url.host} is not trusted: ${why}`);
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function distrust(socket: TLSSocket, host: string, pinned: string | undefined): string | undefined {
  const certificate = socket.getPeerCertificate();
  const found = certificate.fingerprint256?.replaceAll(':', '').toLowerCase();
  if (pinned !== undefined) {
    if (found === pinned) return undefined;
    return `its SHA-256 is ${found}, and \`fingerprint\` in the candidate file says ${pinned}: where the certificate was renewed, put the new one there`;
  }
  if (socket.authorized) return undefined;
  const reason = reasonOf(String(socket.authorizationError), certificate, host);
  return `${reason}; if it is the right one, put \`fingerprint: ${found}\` beside the address in the candidate file, or \`ca: ./file.pem\` with the certificate of its signer`;
}

/** OpenSSL's codes of X509_verify_cert, and Node's own of a name that is another one. */
function reasonOf(failure: string, { valid_from, valid_to, subjectaltname }: PeerCertificate, host: string): string {
  switch (failure) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'it is signed by itself';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'nobody who is trusted here has signed it';
    case 'CERT_HAS_EXPIRED':
      return `it was valid until ${valid_to}`;
    case 'CERT_NOT_YET_VALID':
      return `it is valid from ${valid_from} only`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `it is for ${subjectaltname ?? 'no name'}, and not for ${host}`;
    default:
      return failure;
  }
}
