/** What an endpoint is to its owner. */
import type { Excess, Excesses } from '../excess.ts';
import type { Limits } from '../message/limits.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { FinalOutcome, Timers } from '../transaction/step.ts';
import type { TlsSettings } from '../transport/tls-settings.ts';
import type { Address, DatagramLink, Tap, TransportName } from '../transport/transport.ts';

export interface EndpointOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the kernel chooses one that is free. */
  readonly port?: number;
  readonly transport: TransportName;
  /** Default: `transport` alone. With UDP and TCP, they listen on the same port. */
  readonly transports?: readonly TransportName[];
  /** See `TransportOptions`. */
  readonly shared?: boolean;
  readonly timers?: Partial<Timers>;
  readonly limits?: Partial<Limits>;
  /** Needed for TLS. */
  readonly tls?: TlsSettings | undefined;
  /** What datagrams pass on their way; the tap is on our side of it. */
  readonly link?: DatagramLink | undefined;
  /** Whether anything is sent to a host; to every one, where this is left out. */
  readonly admits?: ((host: string) => boolean) | undefined;
  /** Hears every message as it passes a socket, synchronously. */
  readonly tap?: Tap;
  /** A peer causes more than is dealt with. Told of each limit at once, and as the endpoint closes in sum. */
  readonly onExcess?: (excess: Excess) => void;
  /** A message could not be sent, or not all of it: for one to a peer that refuses the connection, a moment later. */
  readonly onUnsent?: (unsent: Unsent) => void;
  /** A message was to go to a host that is not admitted: it did not leave. */
  readonly onOutside?: (outside: Omit<Unsent, 'why'>) => void;
  /** A handler of the owner threw, or a socket broke. */
  readonly onTrouble?: (error: unknown) => void;
}

export interface Unsent {
  readonly bytes: Uint8Array;
  readonly to: Address;
  readonly why: string;
}

export interface Endpoint {
  /** Of `transport`. */
  readonly address: Address;
  /** Starts a client transaction, with our Via and a new branch on top. The ACK to a 2xx is no transaction: `sendAck`. */
  request(request: SipRequest, target: Address): ClientTransaction;
  /** Sends an ACK to a 2xx, with our Via and a new branch on top (RFC 3261 13.2.2.4). */
  sendAck(ack: SipRequest, target: Address): void;
  /** Each new request, once; retransmissions and CANCEL end below. ACKs to 2xx come here too. Set it at once. */
  onRequest: (incoming: IncomingRequest) => void;
  /** What came and is no SIP message. A request that could be understood so far is answered before this is called. */
  onGarbage?: ((bytes: Uint8Array, from: Address, reason: string) => void) | undefined;
  /** A response that belongs to no transaction. */
  onStrayResponse?: ((response: SipResponse, from: Address) => void) | undefined;
  /** Counts what comes beyond a limit, here and in the user agents above; told to `onExcess`. */
  readonly excesses: Excesses;
  /** Ends all transactions and sockets; outcomes that are still open become `{ kind: 'transport', why: 'closed' }`. */
  close(): Promise<void>;
}

export interface ClientTransaction {
  /** As it was sent last, with our Via: over TCP, or as a datagram where TCP was refused. */
  readonly request: SipRequest;
  readonly branch: string;
  onProvisional?: ((response: SipResponse) => void) | undefined;
  /** Further 2xx to an INVITE, of the same or another fork (RFC 6026 7.2). */
  onRepeated2xx?: ((response: SipResponse) => void) | undefined;
  /** Never rejects. */
  readonly final: Promise<FinalOutcome>;
  /** INVITE: sends CANCEL as soon as a provisional response has come (RFC 3261 9.1). Nothing after a final outcome. */
  readonly cancel: () => void;
  /** Forgets the transaction: no more retransmissions, `final` becomes a timeout. */
  readonly abandon: () => void;
}

export interface IncomingRequest {
  /** With `received` and `rport` in its top Via where they are due. */
  readonly request: SipRequest;
  readonly source: Address;
  /** The same for all that belongs to one server transaction. */
  readonly key: string;
  /** It has come by another way too, outside of a dialog, in a transaction that still lives (RFC 3261 8.2.2.2). */
  readonly merged: boolean;
  /** Sends the response to where RFC 3261 18.2.2 and RFC 3581 say. Does nothing for an ACK. */
  readonly respond: (response: SipResponse) => void;
  /** INVITE without a final response: a CANCEL came and has been answered; the INVITE is to be answered with 487. */
  onCancel?: (() => void) | undefined;
  /** A response could not be sent, or a final response of 300-699 to an INVITE was never acknowledged. */
  onUndelivered?: ((why: string) => void) | undefined;
}
