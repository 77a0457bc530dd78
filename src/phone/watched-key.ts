import { hostPort } from '../numeric-host.ts';
import type { Watched } from './phone.ts';

/** Tells what is subscribed to from all else, since each pool has a resource of its own under the same address. */
export function watchedKey({ uri, next, pool }: Watched): string {
  return `${uri} ${pool ?? ''} ${next.transport}:${hostPort(next.host, next.port)}`;
}
