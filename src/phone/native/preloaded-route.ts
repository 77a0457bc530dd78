/** The Route that a phone gives to what it asks for outside of dialogs. */
import type { SipAddress } from '../../candidate/sip-address.ts';
import { headerValues } from '../../sip/message/headers.ts';
import type { SipResponse } from '../../sip/message/message.ts';
import { POOLS, type PoolName } from '../../suite/cell.ts';
import { hostPort } from '../../numeric-host.ts';
import type { PhoneOptions } from '../phone.ts';

/**
 * First the outbound proxy of the pool that is asked, then the Service-Route of the registration there (RFC 3608 6.1). A
 * pool where the phone is not registered gives it no service, hence no route of the other one leads there.
 */
export class PreloadedRoute {
  readonly #phone: Pick<PhoneOptions, 'pools' | 'proxies' | 'both'>;
  /** By the address of the pool that gave it: behind an edge both have the same one. */
  readonly #services = new Map<string, readonly string[]>();

  constructor(phone: Pick<PhoneOptions, 'pools' | 'proxies' | 'both'>) {
    this.#phone = phone;
  }

  /** Of a REGISTER, which the Service-Route is not for. */
  toRegistrar(next: SipAddress): readonly string[] {
    return this.#proxyOf(this.#poolAt(next));
  }

  /** Of any other request; where it is for no pool, the home serves it. */
  towards(next: SipAddress, home: PoolName | undefined): readonly string[] {
    const pool = this.#poolAt(next) ?? home;
    return [...this.#proxyOf(pool), ...(pool === undefined ? [] : this.#serviceAt(this.#phone.pools[pool]))];
  }

  /** Each 2xx to a REGISTER tells the whole of it, or that there is none (RFC 3608 6.1). */
  registered(next: SipAddress, response: SipResponse): void {
    if (this.#phone.both !== true) this.#services.clear();
    this.#services.set(placeOf(next), headerValues(response, 'Service-Route'));
  }

  #serviceAt(pool: SipAddress): readonly string[] {
    return this.#services.get(placeOf(pool)) ?? [];
  }

  #proxyOf(pool: PoolName | undefined): readonly string[] {
    const proxy = pool === undefined ? undefined : this.#phone.proxies?.[pool];
    return proxy === undefined ? [] : [proxy];
  }

  #poolAt({ host, port }: SipAddress): PoolName | undefined {
    return POOLS.find((pool) => this.#phone.pools[pool].host === host && this.#phone.pools[pool].port === port);
  }
}

function placeOf({ host, port }: SipAddress): string {
  return hostPort(host, port);
}
