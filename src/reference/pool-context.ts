import type { Address, Endpoint } from '../sip/endpoint.ts';
import type { SessionExpires } from '../sip/fields/session-expires.ts';
import { formatWarning } from '../sip/fields/warning.ts';
import type { SipUri } from '../sip/uri.ts';
import type { Behaviour } from './behaviour.ts';
import type { Bindings } from './bindings.ts';
import type { Mode } from './mode.ts';
import type { Settings } from './settings.ts';
import type { PeerStatus } from './status.ts';
import { hostPort, placeText } from '../numeric-host.ts';

/** Shared by the parts of a pool. */
export interface PoolContext {
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly endpoint: Endpoint;
  readonly bindings: Bindings;
  readonly mode: () => Mode;
  /** Where parties of calls that are not parked reach the pool. */
  readonly callAddress: () => Address;
  readonly peerAlive: () => boolean;
  /** The peer's last status, kept when it dies. */
  readonly peerStatus: () => PeerStatus | undefined;
  readonly trouble: (what: string, cause: unknown) => void;
}

export type Header = readonly [name: string, value: string];

/** The URI of a user part, or of the pool itself, at an address. */
export function uriAt(address: Address, user?: string, scheme: NonNullable<Settings['scheme']> = 'sip'): string {
  const transport = scheme === 'sips' || address.transport === 'udp' ? '' : `;transport=${address.transport}`;
  return `${scheme}:${user === undefined ? '' : `${user}@`}${hostPort(address.host, address.port)}${transport}`;
}

/** What the pool asks for in a call of its own, which it keeps up itself (RFC 4028 7.1). */
export function sessionTimer({ settings }: PoolContext): SessionExpires | undefined {
  const { sessionExpires: seconds } = settings;
  return seconds === undefined ? undefined : { seconds, refresher: 'uac' };
}

/** True for addresses of our domain and of this very server. */
export function isOurs({ settings, endpoint }: PoolContext, uri: SipUri): boolean {
  const { floating, shared } = settings;
  if (uri.host.toLowerCase() === settings.domain.toLowerCase()) return true;
  return [endpoint.address, floating, shared].some(
    (own) => own !== undefined && placeText(uri.host, uri.port ?? 5060) === hostPort(own.host, own.port),
  );
}

/** Code 399 is for text that a person should read (RFC 3261 20.43). */
export function warning({ endpoint }: PoolContext, text: string): Header {
  return ['Warning', formatWarning({ code: 399, agent: hostPort(endpoint.address.host, endpoint.address.port), text })];
}
