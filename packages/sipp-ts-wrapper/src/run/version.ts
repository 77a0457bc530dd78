import type { Executor } from './executor.ts';

/** A release of SIPp. */
export interface SippVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What it was built with: `SCTP`, `PCAP`, `TLS`, `RTPSTREAM`, `SHA256`... */
  readonly builtWith: readonly string[];
  /** As SIPp tells it. */
  readonly text: string;
}

/** What `sipp -v` told. `unknown` ones are run as the newest known one; the warning says so. */
export type DetectedVersion =
  | { readonly kind: 'known'; readonly version: SippVersion }
  | { readonly kind: 'unknown'; readonly version: SippVersion | undefined; readonly warning: string };

const KNOWN_LINES = ['3.6', '3.7', '3.8'];

/** Asks the SIPp of an executor for its version. @throws SippError `not-installed`. */
export async function detectVersion(executor: Executor, command = 'sipp'): Promise<DetectedVersion> {
  const process = await executor.spawn(command, ['-v']);
  let output = '';
  process.onOutput((text) => {
    output += text;
  });
  await process.exited;
  return readVersion(output);
}

/** Reads what `sipp -v` prints, such as `SIPp v3.6.1-SCTP-PCAP-RTPSTREAM.` */
export function readVersion(output: string): DetectedVersion {
  const told = /SIPp v(\d+)\.(\d+)(?:\.(\d+))?(?:[~.]?[a-z]+\d*)?([^\s]*)/i.exec(output);
  if (told === null) {
    return { kind: 'unknown', version: undefined, warning: `Not a version of SIPp: "${output.trim().slice(0, 80)}"` };
  }
  const version: SippVersion = {
    major: Number(told[1]),
    minor: Number(told[2]),
    patch: Number(told[3] ?? 0),
    builtWith: (told[4] ?? '')
      .replace(/\.$/, '')
      .split('-')
      .filter((feature) => /^[A-Z]/.test(feature)),
    text: told[0].replace(/^SIPp v/, '').replace(/\.$/, ''),
  };
  const line = `${version.major}.${version.minor}`;
  if (KNOWN_LINES.includes(line)) return { kind: 'known', version };
  return {
    kind: 'unknown',
    version,
    warning: `SIPp ${version.text} is none of the versions that this package knows (${KNOWN_LINES.join(', ')}).`,
  };
}

/** Whether a version is at least another one. */
export function isAtLeast(version: SippVersion, major: number, minor: number, patch = 0): boolean {
  const own = [version.major, version.minor, version.patch] as const;
  const wanted = [major, minor, patch] as const;
  for (const [index, part] of own.entries()) {
    const other = wanted[index] ?? 0;
    if (part !== other) return part > other;
  }
  return true;
}
