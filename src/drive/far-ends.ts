/**
 * Names the far ends of connections. One that a phone or a pool has opened comes from a port that nobody listens at; a
 * history shows where they are to be found, as it does for the near end.
 */
import type { SipEvent } from '../history/event.ts';
import { placeOf } from '../history/place.ts';
import { topVia } from '../sip/fields/via.ts';
import { parseMessage } from '../sip/message/parse.ts';
import { sentBy } from '../sip/transaction/top-via.ts';
import { hostText, numericHost } from '../numeric-host.ts';

type Passing = Omit<SipEvent, 'kind'>;

/** A flood must not fill the memory. */
const LIMIT = 1_000;

export class FarEnds {
  readonly #pools: ReadonlySet<string>;
  /** What phones have sent and no phone has received yet, and who sent it. */
  readonly #underWay = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** @param pools  as `127.0.0.1:5060` */
  constructor(pools: readonly string[]) {
    this.#pools = new Set(pools);
  }

  /** The event with the name of its far end, where that is known. */
  named(event: Passing): Passing {
    if (event.remote.startsWith('udp:')) return event;
    const remote = event.direction === 'out' ? this.#leaving(event) : this.#arriving(event);
    return remote === event.remote ? event : { ...event, remote };
  }

  #leaving({ local, remote, text }: Passing): string {
    if (this.#underWay.size < LIMIT) this.#underWay.set(`${remote} ${text}`, local);
    return this.#names.get(remote) ?? remote;
  }

  /** A phone is known by what it has sent, which nobody else can have; a pool by its Via, since nobody else need say so. */
  #arriving({ local, remote, text }: Passing): string {
    const key = `${local} ${text}`;
    const sender = this.#underWay.get(key);
    this.#underWay.delete(key);
    const name = sender ?? this.#poolAt(remote, text) ?? this.#poolNamed(remote);
    if (name === undefined) this.#names.delete(remote);
    else this.#names.set(remote, name);
    return name ?? remote;
  }

  #poolNamed(remote: string): string | undefined {
    const name = this.#names.get(remote);
    return name !== undefined && this.#pools.has(placeOf(name)) ? name : undefined;
  }

  #poolAt(remote: string, text: string): string | undefined {
    const outcome = parseMessage(Buffer.from(text, 'utf8'));
    const via = outcome.ok && outcome.message.kind === 'request' ? topVia(outcome.message) : undefined;
    if (via === undefined || !isAtHost(placeOf(remote), via.host)) return undefined;
    const [transport] = remote.split(':', 1);
    return this.#pools.has(sentBy(via)) ? `${transport}:${sentBy(via)}` : undefined;
  }
}

function isAtHost(place: string, host: string): boolean {
  return place.startsWith(`${hostText(numericHost(host) ?? host)}:`);
}
