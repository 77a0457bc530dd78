/** What readers and writers of capture files agree on (draft-ietf-opsawg-pcap). */

/** How a frame begins: the values of LINKTYPE_ that we can look into. */
export const LINK_TYPES = { ethernet: 1, raw: 101, sll: 113, ipv4: 228, sll2: 276 } as const;
export type LinkType = (typeof LINK_TYPES)[keyof typeof LINK_TYPES];

export const MAGIC_MICROSECONDS = 0xa1b2c3d4;
export const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** Of the file and of each record, in octets. */
export const FILE_HEADER = 24;
export const RECORD_HEADER = 16;
/** Longest frame that there may be in a file: what tcpdump takes at most. */
export const LONGEST_FRAME = 262_144;

/** One record of a capture file. */
export interface Frame {
  readonly link: LinkType;
  /** Wall clock, in ms since 1970, to the microsecond or better. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Octets that it had on the wire; more than there are when the capture cut it. */
  readonly length: number;
}
