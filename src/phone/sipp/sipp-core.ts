/** What the parts of a SIPp phone share: its SIPp, its calls, legs and media. */
import type { FinalOutcome } from '../../sip/endpoint.ts';
import { Excesses, excessText } from '../../sip/excess.ts';
import { Authentication } from '../../sip/ua/authentication.ts';
import { aorOf } from '../../candidate/users.ts';
import { Deadline } from '../deadline.ts';
import { LegMedia } from '../leg-media.ts';
import type { PhoneOptions } from '../phone.ts';
import type { Opening } from './verbs.ts';
import { type Order, SippCall, type SippLine } from './sipp-call.ts';
import type { SippLeg } from './sipp-leg.ts';

export class SippCore {
  readonly options: PhoneOptions;
  readonly line: SippLine;
  readonly aor: string;
  /** All that there were, oldest first. */
  readonly legs: SippLeg[] = [];
  closing = false;
  /** What comes beyond the limits of this phone; the relay counts its own. */
  readonly excesses: Excesses;
  readonly #calls = new Map<string, SippCall>();
  readonly #media = new Set<LegMedia>();

  constructor(options: PhoneOptions, line: SippLine) {
    this.options = options;
    this.excesses = new Excesses((excess) => options.taps.flooded?.(excessText(excess)));
    this.line = line;
    this.aor = aorOf(options.user);
  }

  call(id: string): SippCall {
    const known = this.#calls.get(id);
    if (known !== undefined) return known;
    const call = new SippCall(id, this.line);
    this.#calls.set(id, call);
    return call;
  }

  /** A request outside of a dialog; challenges are answered as long as there is anything to answer. */
  async open(call: SippCall, verb: Opening, order: Order, within: number): Promise<FinalOutcome> {
    const { name, authName: username = name, password } = this.options.user;
    const authentication = new Authentication(password === undefined ? undefined : { username, password });
    const deadline = new Deadline(within);
    let exchange = await call.request(verb, order, { within });
    for (;;) {
      const { outcome, request } = exchange;
      if (outcome.kind !== 'response' || request === undefined) return outcome;
      const [credentials] = authentication.answer(request, outcome.response) ?? [];
      if (credentials === undefined) return outcome;
      const fields = { ...order.fields, Credentials: credentials.join(': ') };
      // oxlint-disable-next-line no-await-in-loop -- each answer is to the challenge before
      exchange = await call.request(`${verb}-auth`, { ...order, fields }, { within: deadline.left });
    }
  }

  async openMedia(callId: string): Promise<LegMedia> {
    const media = await LegMedia.open(this.options, callId);
    this.#media.add(media);
    return media;
  }

  async closeMedia(media: LegMedia): Promise<void> {
    this.#media.delete(media);
    await media.close();
  }

  /** Ends SIPp with all its calls; nothing is heard or sent any more. */
  async close(): Promise<void> {
    for (const call of this.#calls.values()) call.close();
    this.excesses.close();
    await this.line.phone.stop();
    await this.line.wire.close();
    await Promise.all([...this.#media].map((media) => media.close()));
  }
}
