/** A version of SIPp. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** What is refused where nobody says for which SIPp: all that this one, the oldest that is known, does not do. */
export const OLDEST: Release = { major: 3, minor: 6, patch: 1 };

/** Whether `release` came before `other`, such as "3.7.5". */
export function before(release: Release, other: string): boolean {
  const [major = 0, minor = 0, patch = 0] = other.split('.').map(Number);
  return (release.major - major || release.minor - minor || release.patch - patch) < 0;
}

export function releaseName({ major, minor, patch }: Release): string {
  return `${major}.${minor}.${patch}`;
}
