import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const VALID_MS = 300_000;

/** Nonces that prove their own age, so that a flood of challenges leaves nothing behind (RFC 7616 3.3). */
export class Nonces {
  readonly #key = randomBytes(32);

  issue(now: number): string {
    const time = Math.floor(now).toString(36);
    return `${time}.${this.#seal(time).toString('hex')}`;
  }

  /** True for a nonce of this process that is at most five minutes old. */
  accepts(nonce: string, now: number): boolean {
    const [time = '', seal = ''] = nonce.split('.', 2);
    const given = Buffer.from(seal, 'hex');
    const right = this.#seal(time);
    return (
      given.length === right.length && timingSafeEqual(given, right) && now - Number.parseInt(time, 36) <= VALID_MS
    );
  }

  #seal(time: string): Buffer {
    return createHmac('sha256', this.#key).update(time).digest().subarray(0, 16);
  }
}
