/** A tone by which somebody is recognised. */
export interface KnownVoice {
  readonly name: string;
  readonly hz: number;
}

/** What is heard when it is nobody's tone. */
export const OTHER = 'other';

/** The tone of each party in Hz. */
export const PARTY_TONES = {
  alice: 400,
  bob: 600,
  carol: 800,
  dave: 1000,
  erin: 1200,
  frank: 1400,
} as const;
