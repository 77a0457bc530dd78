import type { AudioLossEvent, MediaEvent, MishapEvent, SipEvent } from '../../../src/history/event.ts';
import { PARTY_SIGNATURES } from '../../../src/media/voices.ts';
import { openNativePhone } from '../../../src/phone/native/native-phone.ts';
import type { SipAddress } from '../../../src/candidate/sip-address.ts';
import type { Leg, Phone, PhoneOptions, Voice } from '../../../src/phone/phone.ts';
import { PARTIES, type Party } from '../../../src/suite/cell.ts';
import { newCallId } from '../../../src/sip/token.ts';
import { until as inTime } from '../patience.ts';
import { openSmallPool, type SmallPool } from './small-pool.ts';

const DOMAIN = 'park.example';

export const voices: readonly Voice[] = [
  ...PARTIES.map((party): Voice => ({ name: party, sound: PARTY_SIGNATURES[party] })),
  { name: 'music:primary', sound: { kind: 'tone', hz: 1750 } },
  { name: 'music:backup', sound: { kind: 'tone', hz: 2050 } },
];

export interface TestPhone {
  readonly phone: Phone;
  readonly sip: Array<Omit<SipEvent, 'kind'> & { readonly now: number }>;
  readonly media: Array<Omit<MediaEvent, 'kind'> & { readonly now: number }>;
  readonly network: Array<Omit<AudioLossEvent, 'kind'> | Omit<MishapEvent, 'kind'>>;
  readonly srtp: unknown[];
  readonly trouble: string[];
  /** What the phone says it was sent too much of. */
  readonly flooded: string[];
}

/** Two small pools and any number of phones; everything is closed at the end of a test. */
export class Bench {
  readonly primary: SmallPool;
  readonly backup: SmallPool;
  readonly #closing: Array<() => Promise<unknown>> = [];
  readonly #phones: TestPhone[] = [];

  private constructor(primary: SmallPool, backup: SmallPool) {
    this.primary = primary;
    this.backup = backup;
  }

  static async open(transport: 'udp' | 'tcp' = 'udp'): Promise<Bench> {
    return new Bench(await openSmallPool(transport), await openSmallPool(transport));
  }

  async phone(party: Party, options: Partial<PhoneOptions> = {}): Promise<TestPhone> {
    const test: Omit<TestPhone, 'phone'> = { sip: [], media: [], network: [], srtp: [], trouble: [], flooded: [] };
    const phone = await openNativePhone({
      party,
      user: { name: party, domain: DOMAIN },
      transport: this.primary.endpoint.address.transport,
      host: '127.0.0.1',
      pools: { primary: this.primary.endpoint.address, backup: this.backup.endpoint.address },
      voices,
      taps: {
        sip: (event, now) => test.sip.push({ ...event, now }),
        media: (event, now) => test.media.push({ ...event, now }),
        network: (event) => test.network.push(event),
        srtp: (event) => test.srtp.push(event),
        flooded: (text) => test.flooded.push(text),
        trouble: (text, cause) => test.trouble.push(`${text}: ${String(cause)}`),
      },
      ...options,
    });
    const opened = { ...test, phone };
    this.#phones.push(opened);
    return opened;
  }

  /** A phone that is registered at the primary. */
  async registered(party: Party): Promise<TestPhone> {
    const opened = await this.phone(party);
    await opened.phone.register(['primary'], { within: 2000 });
    return opened;
  }

  /** Closes this, too, at the end. */
  also(close: () => Promise<unknown>): void {
    this.#closing.push(close);
  }

  /** Rejects when a phone had trouble: nothing that these tests do to a phone may break it. */
  async close(): Promise<void> {
    await Promise.all(this.#phones.map(({ phone }) => phone.close({ within: 200 })));
    await Promise.all(this.#closing.map((close) => close()));
    await Promise.all([this.primary.close(), this.backup.close()]);
    const trouble = this.#phones.flatMap((opened) => opened.trouble);
    if (trouble.length > 0) throw new Error(trouble.join('\n'));
  }
}

/** Sends straight to the phone, by its contact. */
export function at({ phone }: TestPhone): { uri: string; next: SipAddress } {
  return { uri: phone.contact, next: phone.address };
}

export function by(name: Party, pool: SmallPool): { uri: string; next: SipAddress } {
  return { uri: `sip:${name}@${DOMAIN}`, next: pool.endpoint.address };
}

/** How long a busy machine may take until a call is up, in ms. */
const PATIENCE = 10_000;

/** Calls, and gives both legs once each side hears the other. */
export async function connect(caller: TestPhone, callee: TestPhone): Promise<{ caller: Leg; callee: Leg }> {
  const callId = newCallId('test');
  const result = await caller.phone.dial({ callId, ...at(callee), within: PATIENCE });
  const other = callee.phone.leg(callId);
  if (result.kind !== 'connected' || other === undefined) throw new Error(`no call: ${JSON.stringify(result)}`);
  const heard = await Promise.all([
    result.leg.listen(callee.phone.party, 3, { within: PATIENCE }),
    other.listen(caller.phone.party, 3, { within: PATIENCE }),
  ]);
  if (heard.includes(false)) throw new Error('the parties do not hear each other');
  return { caller: result.leg, callee: other };
}

/** First lines of what passed a phone, with the direction: `out INVITE`, `in 200 INVITE`. */
export function passed({ sip }: TestPhone, callId?: string): string[] {
  return sip
    .filter(({ text }) => callId === undefined || text.includes(`Call-ID: ${callId}`))
    .map(({ direction, text }) => {
      const method = /^CSeq: \d+ (\w+)/m.exec(text)?.[1] ?? '';
      const status = /^SIP\/2\.0 (\d+)/.exec(text)?.[1];
      return status === undefined ? `${direction} ${method}` : `${direction} ${status} ${method}`;
    });
}

/** Waits until the condition holds; throws when it has not within two seconds. */
export function until(condition: () => boolean, what: string): Promise<void> {
  return inTime(condition, 2_000, what);
}
