const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const LONGEST = 3_600_000;

/** `400ms`, `4s`, `1.5s` or `1m` in ms; undefined when the text is no time from 1 ms to one hour. */
export function parseDuration(text: string): number | undefined {
  const [, amount = '', unit = ''] = DURATION.exec(text) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return ms >= 1 && ms <= LONGEST ? Math.round(ms) : undefined;
}

/** What a duration looks like, for editors; `parseDuration` also knows the limits. */
export const DURATION = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m)$/;
