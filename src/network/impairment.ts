/** What is wrong with a network: the impairments that a link puts upon datagrams, and their form on the command line. */

export interface Impairment {
  /** Part of the datagrams that never arrive, 0 to 0.5. */
  readonly loss: number;
  /** Part that arrives twice, 0 to 1. */
  readonly duplicate: number;
  /** Part that is held back until later ones have overtaken it, 0 to 1. */
  readonly reorder: number;
  /** Every datagram takes this long, in ms, 0 to 2000. */
  readonly delay: number;
  /** And up to this long in addition, in ms, 0 to 2000; with more than the pace of a stream datagrams overtake each other. */
  readonly jitter: number;
}

const NONE: Impairment = { loss: 0, duplicate: 0, reorder: 0, delay: 0, jitter: 0 };

type Reading =
  | { readonly ok: true; readonly value: Impairment }
  /** `part` is what cannot be meant, as it was written. */
  | { readonly ok: false; readonly part: string; readonly message: string; readonly hint: string };

/** A network that loses more is no network that SIP over UDP could work on. */
const MOST_LOSS = 0.5;
const LONGEST = 2000;

const EXAMPLE = 'for example `loss=5%,jitter=30ms`';

/** Reads `loss=5%,jitter=30ms,duplicate=1%,reorder=1%,delay=10ms`: any of these, each at most once. */
export function parseImpairment(text: string): Reading {
  let found = NONE;
  const seen = new Set<string>();
  for (const raw of text.split(',')) {
    const part = raw.trim();
    const [key = '', value = '', ...rest] = part.split('=').map((piece) => piece.trim());
    if (!isKey(key) || rest.length > 0) {
      return wrong(part, 'is no impairment', `there are ${KEYS.join(', ')}; ${EXAMPLE}`);
    }
    if (seen.has(key)) return wrong(part, `says \`${key}\` for the second time`, 'say each once');
    seen.add(key);
    const read = isPart(key) ? readPart(value, key === 'loss' ? MOST_LOSS : 1) : readTime(value);
    if (typeof read === 'string') return wrong(part, 'has no usable value', read);
    found = { ...found, [key]: read };
  }
  if (Object.values(found).every((value) => value === 0)) {
    return wrong(text.trim(), 'impairs nothing', `leave it out, or say more, ${EXAMPLE}`);
  }
  return { ok: true, value: found };
}

/** The form that `parseImpairment` reads, with what is zero left out. */
export function formatImpairment(impairment: Impairment): string {
  const parts = KEYS.filter((key) => impairment[key] > 0).map((key) =>
    isPart(key) ? `${key}=${Math.round(impairment[key] * 10_000) / 100}%` : `${key}=${impairment[key]}ms`,
  );
  return parts.join(',');
}

const KEYS = ['loss', 'delay', 'jitter', 'duplicate', 'reorder'] as const satisfies ReadonlyArray<keyof Impairment>;

function isKey(key: string): key is keyof Impairment {
  return KEYS.some((known) => known === key);
}

function isPart(key: keyof Impairment): boolean {
  return key === 'loss' || key === 'duplicate' || key === 'reorder';
}

function readPart(text: string, most: number): number | string {
  const percent = /^(\d{1,3}(?:\.\d{1,2})?)%$/.exec(text)?.[1];
  const value = percent === undefined ? Number.NaN : Number(percent) / 100;
  return value <= most ? value : `it is a percentage from 0% to ${most * 100}%, with its sign`;
}

function readTime(text: string): number | string {
  const time = /^(\d{1,4}(?:\.\d{1,3})?)(ms|s)$/.exec(text);
  const value = time === null ? Number.NaN : Number(time[1]) * (time[2] === 's' ? 1000 : 1);
  return value <= LONGEST ? value : `it is a time from 0ms to ${LONGEST}ms, with its unit`;
}

function wrong(part: string, message: string, hint: string): Reading {
  return { ok: false, part, message, hint };
}
