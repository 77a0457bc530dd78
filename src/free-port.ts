/** Ports out of a range that somebody has opened a firewall for. */

/** Both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** So many that are taken are passed over. */
const ATTEMPTS = 256;

/**
 * Opens something at a port that is free: where no range is given at port 0, which has the system choose. RTP takes even ports
 * (RFC 3550 section 11). Rejects with the system's error when none of many can be had.
 */
export async function atFreePort<T>(
  ports: PortRange | undefined,
  open: (port: number) => Promise<T>,
  parity: 'any' | 'even' = 'any',
): Promise<T> {
  if (ports === undefined) return open(0);
  const step = parity === 'even' ? 2 : 1;
  const first = parity === 'even' ? ports.first + (ports.first % 2) : ports.first;
  const count = Math.floor((ports.last - first) / step) + 1;
  // At different places, so that the phones of a cell seldom meet.
  const start = Math.floor(Math.random() * count);
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one port after the other
      return await open(first + ((start + attempt) % count) * step);
    } catch (error) {
      if (attempt >= Math.min(ATTEMPTS, count) || !isTaken(error)) throw error;
    }
  }
}

/** Not by its class: a test runner has an Error of its own. */
function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}
