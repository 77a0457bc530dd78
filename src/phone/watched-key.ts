import type { Watched } from './phone.ts';

/** Tells what is subscribed to from all else, since each pool has a resource of its own under the same address. */
export function watchedKey({ uri, next }: Watched): string {
  return `${uri} ${next.transport}:${next.host}:${next.port}`;
}
