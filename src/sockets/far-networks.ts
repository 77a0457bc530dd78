/** The networks that this process reaches through a container: a table of routes. Every other address is reached directly. */
import { type AddressRange, isInRange } from '../address-range.ts';
import type { FarSockets } from './far-sockets.ts';

const routes = new Map<AddressRange, FarSockets>();

/** From now on these addresses are reached through these sockets, until the function that it returns is called. */
export function reachThrough(range: AddressRange, sockets: FarSockets): () => void {
  routes.set(range, sockets);
  return () => routes.delete(range);
}

/** The sockets that reach this address, and that can be bound to it; undefined where those of this process do. */
export function farSocketsAt(host: string): FarSockets | undefined {
  for (const [range, sockets] of routes) if (isInRange(range, host)) return sockets;
  return undefined;
}
