import { randomBytes } from 'node:crypto';
import { type Executor, steer } from 'sipp-ts-wrapper';
import { aorOf } from '../../candidate/users.ts';
import type { Phone, PhoneDriver, PhoneOptions } from '../phone.ts';
import { phoneScenario, stepOf } from './phone-scenario.ts';
import { Relay } from './sipp-relay.ts';
import { SippPhone } from './sipp-phone.ts';

/** Where the SIPp of a phone runs, and at which address of ours it reaches us from there. */
export interface SippPlace {
  readonly executor: Executor;
  readonly inside: string;
}

/** Opens phones whose SIP is that of a SIPp each. They reject where there is none, or no port. */
export function sippPhones(placeOf: (options: PhoneOptions) => SippPlace): PhoneDriver {
  return (options) => openSippPhone(options, placeOf(options));
}

async function openSippPhone(options: PhoneOptions, { executor, inside }: SippPlace): Promise<Phone> {
  const { party, user, host, ports, taps, reach } = options;
  const relay = await Relay.open({ party, host, ports, inside, taps, reach });
  try {
    const here = `${relay.address.host}:${relay.address.port}`;
    const scenario = phoneScenario({ aor: aorOf(user), user: user.name, displayName: user.displayName });
    const phone = await steer({
      scenario,
      executor,
      remote: relay.inside,
      // Whose turn it is in a call is seen on the wire.
      pace: 'free',
      keys: { here, salt: randomBytes(4).toString('hex') },
    });
    relay.behind(phone.sipp.local);
    return new SippPhone(options, { phone, wire: relay, stepOf: (verb) => stepOf(scenario, verb) });
  } catch (cause) {
    await relay.close();
    throw cause;
  }
}
