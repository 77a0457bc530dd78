/** The codecs of an audio stream: each turns 20 ms of sound at 8 kHz into a payload, and a payload into sound. */
import type { CodecName } from '../audio-format.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { decodePcma, encodePcma } from './pcma.ts';
import { decodePcmu, encodePcmu } from './pcmu.ts';

/** Encodes what one stream sends. Some codecs have a memory, so each stream has its own. */
export type Encode = (samples: ArrayLike<number>) => Uint8Array;
/** Decodes what comes from one source. */
export type Decode = (payload: Uint8Array) => ArrayLike<number>;

export function encoderOf(codec: CodecName): Encode {
  switch (codec) {
    case 'PCMU':
      return encodePcmu;
    case 'PCMA':
      return encodePcma;
    case 'G722': {
      const encoder = new G722Encoder();
      return (samples) => encoder.encodeNarrow(samples);
    }
  }
}

export function decoderOf(codec: CodecName): Decode {
  switch (codec) {
    case 'PCMU':
      return decodePcmu;
    case 'PCMA':
      return decodePcma;
    case 'G722': {
      const decoder = new G722Decoder();
      return (payload) => decoder.decodeNarrow(payload);
    }
  }
}
