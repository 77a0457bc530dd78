import { sameSrtpKey, type SrtpKeys } from '../../srtp-key.ts';
import { FRAME_SAMPLES } from '../frame.ts';
import { parseRtp } from '../rtp.ts';
import { SrtpReceiver } from './srtp-receiver.ts';
import { SrtpSender } from './srtp-sender.ts';

/** How many packets were not heard: those that look like plain RTP, and those whose tag is wrong. */
export interface RefusedPackets {
  readonly plain: number;
  readonly wrong: number;
}

/** How long packets under the last key are still taken after it was changed, in ms: they are on their way. */
const ON_THEIR_WAY = 500;

/** SRTP at one port: its keys as they are agreed on, and the packets that were refused. A new key begins with new counters. */
export class SrtpSession {
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #before: { readonly receiver: SrtpReceiver; readonly until: number } | undefined;
  #refused: RefusedPackets = { plain: 0, wrong: 0 };

  /** @param keys  undefined: none are agreed on, and nothing that comes is heard */
  agree(keys: SrtpKeys | undefined, now: number): void {
    if (keys === undefined) {
      this.#sender = undefined;
      this.#receiver = undefined;
      return;
    }
    const { local, remote } = keys;
    if (this.#sender === undefined || !sameSrtpKey(this.#sender.key, local)) this.#sender = new SrtpSender(local);
    const receiver = this.#receiver;
    if (receiver !== undefined && sameSrtpKey(receiver.key, remote)) return;
    if (receiver !== undefined) this.#before = { receiver, until: now + ON_THEIR_WAY };
    this.#receiver = new SrtpReceiver(remote);
  }

  /** Undefined where no key is agreed on: nothing is sent then. */
  protect(rtp: Uint8Array): Uint8Array | undefined {
    return this.#sender?.protect(rtp);
  }

  /** The packet of RTP in a datagram; undefined for what is not heard. */
  receive(bytes: Uint8Array, now: number): Uint8Array | undefined {
    // Before keys are agreed on nobody can tell what is right.
    const received = this.#receiver?.receive(bytes) ?? { kind: 'other' };
    if (received.kind === 'packet') return received.rtp;
    if (received.kind !== 'wrong') return undefined;
    const late =
      this.#before !== undefined && now < this.#before.until ? this.#before.receiver.receive(bytes) : received;
    if (late.kind === 'packet') return late.rtp;
    if (late.kind === 'wrong') this.#refuse(bytes);
    return undefined;
  }

  take(): RefusedPackets {
    const refused = this.#refused;
    this.#refused = { plain: 0, wrong: 0 };
    return refused;
  }

  #refuse(bytes: Uint8Array): void {
    const packet = parseRtp(bytes);
    if (packet === undefined) return;
    const { plain, wrong } = this.#refused;
    // The tag of SRTP makes a payload longer than whole frames of 20 ms are.
    const isPlain = packet.payload.length > 0 && packet.payload.length % FRAME_SAMPLES === 0;
    this.#refused = isPlain ? { plain: plain + 1, wrong } : { plain, wrong: wrong + 1 };
  }
}
