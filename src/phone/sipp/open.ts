import { randomBytes } from 'node:crypto';
import { steer } from 'sipp-ts-wrapper';
import type { Phone, PhoneOptions } from '../phone.ts';
import { phoneScenario, stepOf } from './phone-scenario.ts';
import { Relay } from './relay.ts';
import { SippPhone } from './sipp-phone.ts';

/** Opens a phone whose SIP is that of a SIPp on this machine. Rejects when there is none, or no port. */
export async function openLocalSippPhone(options: PhoneOptions): Promise<Phone> {
  const { party, domain, host, taps } = options;
  const relay = await Relay.open({ party, host, taps });
  try {
    const here = `${relay.address.host}:${relay.address.port}`;
    const scenario = phoneScenario({ aor: `sip:${party}@${domain}`, user: party, direct: false });
    const phone = await steer({
      scenario,
      remote: relay.inside,
      // Whose turn it is in a call is seen on the wire.
      pace: 'free',
      local: { host: '127.0.0.1' },
      keys: { here, salt: randomBytes(4).toString('hex') },
    });
    relay.behind(phone.sipp.local);
    return new SippPhone(options, { phone, wire: relay, stepOf: (verb) => stepOf(scenario, verb) });
  } catch (cause) {
    await relay.close();
    throw cause;
  }
}
