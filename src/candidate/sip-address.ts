import type { SipTransport } from './candidate.ts';

/** Where SIP is received: a transport, a host name or IP address, a port. */
export interface SipAddress {
  readonly transport: SipTransport;
  readonly host: string;
  readonly port: number;
  /** Files of what is shown to a pool that speaks TLS and asks for a certificate. */
  readonly client?: { readonly certificate: string; readonly key: string } | undefined;
}
