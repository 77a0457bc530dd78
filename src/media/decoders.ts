/** Decoders for all that comes to one port: one for each source and codec, since a codec may have a memory. */
import { CODECS, type CodecName, type Format, PAYLOAD_TYPES } from '../audio-format.ts';
import { type Decode, decoderOf } from './codec.ts';
import { SOURCES } from './ear.ts';
import type { RtpPacket } from './rtp.ts';

export class Decoders {
  readonly #kept = new Map<string, Decode>();

  /** Undefined for a payload type that is none of our codecs, neither by itself nor by what the peer calls them. */
  decode({ payloadType, ssrc, payload }: RtpPacket, peers: Format): ArrayLike<number> | undefined {
    const codec = payloadType === peers.payloadType ? peers.codec : codecOf(payloadType);
    return codec === undefined ? undefined : this.#decoder(codec, ssrc)(payload);
  }

  #decoder(codec: CodecName, ssrc: number): Decode {
    const key = `${codec} ${ssrc}`;
    const decode = this.#kept.get(key) ?? decoderOf(codec);
    this.#kept.delete(key);
    this.#kept.set(key, decode);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > SOURCES && oldest !== undefined) this.#kept.delete(oldest);
    return decode;
  }
}

function codecOf(payloadType: number): CodecName | undefined {
  return CODECS.find((codec) => PAYLOAD_TYPES[codec] === payloadType);
}
