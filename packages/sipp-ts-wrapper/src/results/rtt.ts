/** One measured response time of `-trace_rtt`. */
export interface ResponseTime {
  /** When it was measured, ms since SIPp began. */
  readonly at: number;
  /** ms, with the precision of SIPp's clock: 1 ms. */
  readonly time: number;
  /** Which timer of the scenario: what `rtd` and `start_rtd` name. */
  readonly timer: string;
}

/** Reads the file of `-trace_rtt`; SIPp repeats the heading, and a line that was cut off is left out. */
export function readResponseTimes(text: string): readonly ResponseTime[] {
  return text.split('\n').flatMap((line) => {
    const [at, time, timer] = line.trim().split(';');
    if (timer === undefined || timer === '' || !/^[\d.]+$/.test(at ?? '')) return [];
    return [{ at: Number(at), time: Number(time), timer }];
  });
}
