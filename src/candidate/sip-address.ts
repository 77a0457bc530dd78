import type { SipTransport } from './candidate.ts';

/** Where SIP is received: a transport, a host name or IP address, a port. */
export interface SipAddress {
  readonly transport: SipTransport;
  readonly host: string;
  readonly port: number;
}
