import type { Address, Endpoint } from '../sip/endpoint.ts';
import { formatWarning } from '../sip/fields/warning.ts';
import type { SipUri } from '../sip/uri.ts';
import type { Behaviour } from './behaviour.ts';
import type { Bindings } from './bindings.ts';
import type { Mode } from './mode.ts';
import type { Settings } from './settings.ts';
import type { PeerStatus } from './status.ts';

/** Shared by the parts of a pool. */
export interface PoolContext {
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly endpoint: Endpoint;
  readonly bindings: Bindings;
  readonly mode: () => Mode;
  readonly peerAlive: () => boolean;
  /** The peer's last status, kept when it dies. */
  readonly peerStatus: () => PeerStatus | undefined;
  readonly trouble: (what: string, cause: unknown) => void;
}

export type Header = readonly [name: string, value: string];

/** `127.0.0.1:5060` */
function hostPort({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** The URI of a user part, or of the pool itself, at an address. */
export function uriAt(address: Address, user?: string): string {
  const transport = address.transport === 'tcp' ? ';transport=tcp' : '';
  return `sip:${user === undefined ? '' : `${user}@`}${hostPort(address)}${transport}`;
}

/** True for addresses of our domain and of this very server. */
export function isOurs({ settings, endpoint }: PoolContext, uri: SipUri): boolean {
  if (uri.host.toLowerCase() === settings.domain.toLowerCase()) return true;
  return uri.host === endpoint.address.host && (uri.port ?? 5060) === endpoint.address.port;
}

/** Code 399 is for text that a person should read (RFC 3261 20.43). */
export function warning({ endpoint }: PoolContext, text: string): Header {
  return ['Warning', formatWarning({ code: 399, agent: hostPort(endpoint.address), text })];
}
