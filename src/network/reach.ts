/**
 * The addresses that the phones of a cell may send to, and take audio from: those that the bench has handed out, and those
 * that the candidate file declares. Ports do not count: a server is free to choose the ports of its audio. Pure.
 */
import { type AddressRange, isInRange, parseAddressRange } from '../address-range.ts';

export class Reach {
  readonly #ranges: readonly AddressRange[];

  /** @param addresses  as `127.0.0.1` and `198.18.0.32/27` */
  constructor(addresses: readonly string[]) {
    this.#ranges = addresses.flatMap((text) => parseAddressRange(text) ?? []);
  }

  /** False for a name: nobody is asked where it leads. */
  readonly admits = (host: string): boolean => this.#ranges.some((range) => isInRange(range, host));
}
