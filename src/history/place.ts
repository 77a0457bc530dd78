/** Addresses as a history has them: `udp:127.0.0.1:5060`. */
import { outboundProxy } from '../candidate/outbound-proxy.ts';
import { POOLS } from '../suite/cell.ts';
import type { RunEvent } from './event.ts';
import { hostPort } from '../numeric-host.ts';

/** Host and port: a server that listens on both transports does so at one place (RFC 3261 18). */
export function placeOf(address: string): string {
  return address.slice(address.indexOf(':') + 1);
}

/** Where the pools of a run are asked, their outbound proxies included, and the address that the run gives each. */
export function poolPlaces({ pools, candidate }: Pick<RunEvent, 'pools' | 'candidate'>): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const pool of POOLS) {
    const place = placeOf(pools[pool]);
    const colon = place.lastIndexOf(':');
    const [host, port] = [place.slice(0, colon), place.slice(colon + 1)];
    const proxy = outboundProxy(candidate.pools[pool], { host, port });
    if (proxy !== undefined) places.set(hostPort(proxy.host, proxy.port), pools[pool]);
  }
  for (const pool of POOLS) places.set(placeOf(pools[pool]), pools[pool]);
  return places;
}
