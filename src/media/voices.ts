import type { Slope } from './signature/alphabet.ts';

/** A sound by which its sender is recognised: a steady tone, or the signature of a party. */
export type Sound =
  | { readonly kind: 'tone' /** A multiple of 50, from 50 to 3,950. */; readonly hz: number }
  | { readonly kind: 'signature'; readonly slope: Slope };

/** A sound and the name under which it is heard. */
export interface KnownVoice {
  readonly name: string;
  readonly sound: Sound;
}

/** A sound that belongs to no known voice: music, an announcement, ringing. */
export const OTHER = 'other';

/** The signature of each party. */
export const PARTY_SIGNATURES = {
  alice: { kind: 'signature', slope: 1 },
  bob: { kind: 'signature', slope: 2 },
  carol: { kind: 'signature', slope: 3 },
  dave: { kind: 'signature', slope: 4 },
  erin: { kind: 'signature', slope: 5 },
  frank: { kind: 'signature', slope: 6 },
} as const satisfies Readonly<Record<string, Sound>>;
