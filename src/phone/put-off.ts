import { parseRetryAfter } from '../sip/fields/retry-after.ts';
import { header } from '../sip/message/headers.ts';
import type { SipResponse } from '../sip/message/message.ts';
import type { PoolName } from '../suite/cell.ts';

/** Pools that have answered 503 with Retry-After: nothing is asked of them before that time is over (RFC 3261 21.5.4). */
export class PutOff {
  readonly #until = new Map<PoolName, number>();

  /** A pool has answered. */
  heed(pool: PoolName, response: SipResponse): void {
    const wish = response.status === 503 ? parseRetryAfter(header(response, 'Retry-After') ?? '') : undefined;
    if (wish === undefined) this.#until.delete(pool);
    else this.#until.set(pool, performance.now() + wish.seconds * 1_000);
  }

  mayAsk(pool: PoolName): boolean {
    return performance.now() >= (this.#until.get(pool) ?? 0);
  }
}
