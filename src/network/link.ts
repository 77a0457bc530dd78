/** A bad access link: everything that a phone sends and receives passes it, and not everything gets through. */
import { diceFor, type Dice } from './dice.ts';
import { fateOf } from './fate.ts';
import type { Impairment } from './impairment.ts';
import { patienceFor } from './patience.ts';

export type Way = 'in' | 'out';

/** Something that happened to a datagram on the link. */
export interface Mishap {
  readonly direction: Way;
  readonly what: 'lost' | 'duplicated' | 'held';
  /** `held`: how much later it arrives, in ms. */
  readonly delayMs: number;
  readonly bytes: Uint8Array;
  readonly remote: { readonly host: string; readonly port: number };
}

/** Datagrams that are later than this, in ms, count as held back. */
const NOTABLE = 5;

/** The luck of one channel of one phone; links that share it go on where the other stopped. */
interface Luck {
  readonly impairment: Impairment;
  readonly dice: Readonly<Record<Way, Dice>>;
}

export class Link {
  readonly #luck: Luck;
  readonly #onMishap: (mishap: Mishap) => void;

  constructor(luck: Luck, onMishap: (mishap: Mishap) => void) {
    this.#luck = luck;
    this.#onMishap = onMishap;
  }

  /** Calls `go` at once, later, twice or never; false when never. What happened is told before `go` is called. */
  carry(direction: Way, bytes: Uint8Array, remote: Mishap['remote'], go: () => void): boolean {
    const fate = fateOf(this.#luck.impairment, this.#luck.dice[direction]);
    const tell = (what: Mishap['what'], delayMs = 0): void => {
      this.#onMishap({ direction, what, delayMs, bytes, remote });
    };
    if (fate.kind === 'lost') {
      tell('lost');
      return false;
    }
    const soonest = Math.min(...fate.delays);
    if (soonest > NOTABLE) tell('held', soonest);
    if (fate.delays.length > 1) tell('duplicated');
    for (const delay of fate.delays) {
      if (delay === 0) go();
      else setTimeout(go, delay);
    }
    return true;
  }
}

/** The access of one phone to the network of one cell. What it decides depends on the seed, the cell and the party alone. */
export class Access {
  /** How much longer to wait for an answer than on a good network, in ms. */
  readonly patience: number;
  readonly #luck: Readonly<Record<'sip' | 'rtp', Luck>>;

  constructor(impairment: Impairment, { seed, cell, party }: { seed: number; cell: string; party: string }) {
    this.patience = patienceFor(impairment);
    const luck = (channel: string): Luck => {
      const dice = (way: Way): Dice => diceFor([seed, cell, party, channel, way].join(' '));
      return { impairment, dice: { in: dice('in'), out: dice('out') } };
    };
    this.#luck = { sip: luck('sip'), rtp: luck('rtp') };
  }

  link(channel: 'sip' | 'rtp', onMishap: (mishap: Mishap) => void): Link {
    return new Link(this.#luck[channel], onMishap);
  }
}
