/** What a phone that wants SRTP has to say of its peer, in words. */
import type { SrtpFault } from '../srtp-key.ts';

export const SRTP_FAULT_WORDS: Readonly<Record<SrtpFault, string>> = {
  'no-savp': 'the profile in the session description of the peer is not RTP/SAVP',
  'no-crypto': 'the session description of the peer has no line a=crypto that can be used',
  'other-crypto': 'the line a=crypto of the peer has another tag or suite than was offered',
};

export function refusedPackets(plain: number, wrong: number): string {
  const parts = [
    ...(plain > 0 ? [`${plain} of plain RTP`] : []),
    ...(wrong > 0 ? [`${wrong} with a wrong authentication tag`] : []),
  ];
  return `${plain + wrong} audio packets that do not authenticate (${parts.join(', ')})`;
}
