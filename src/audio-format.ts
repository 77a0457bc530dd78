/** The codecs that a phone speaks, as session descriptions and RTP name them. */

/** In the order of our preference. */
export const CODECS = ['PCMU', 'PCMA', 'G722'] as const;
export type CodecName = (typeof CODECS)[number];

/** RFC 3551 6. All three count time at 8 kHz, and have 160 octets in 20 ms. */
export const PAYLOAD_TYPES: Readonly<Record<CodecName, number>> = { PCMU: 0, PCMA: 8, G722: 9 };

/** A codec under the number by which a peer calls it. */
export interface Format {
  readonly codec: CodecName;
  /** 0 to 127. */
  readonly payloadType: number;
}

export const PLAIN: Format = { codec: 'PCMU', payloadType: PAYLOAD_TYPES.PCMU };
