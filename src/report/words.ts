/** How the things of a run are called and marked wherever people read about them. */
import type { Candidate, Runtime } from '../candidate/candidate.ts';
import type { BadNetwork } from '../history/event.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { RunVerdict } from '../run/ledger.ts';

export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  error: '!',
  'not-applicable': '–',
};

export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  error: 'error',
  'not-applicable': 'not applicable',
};

export const RUN_VERDICT_NAMES: Readonly<Record<RunVerdict, string>> = {
  conformant: 'CONFORMANT',
  passed: 'PASSED',
  'known-failures': 'KNOWN FAILURES ONLY',
  flaky: 'FLAKY',
  'stale-baseline': 'STALE BASELINE',
  'non-conformant': 'NON-CONFORMANT',
  failed: 'FAILED',
  incomplete: 'INCOMPLETE',
};

const RUNTIME_NAMES: Readonly<Record<Runtime, string>> = { process: 'embedded', docker: 'Docker', remote: 'remote' };

/** `Reference park server 1.0 · embedded · native phones` */
export function candidateLine(candidate: Candidate, phones: string): string {
  const defect = candidate.defect === undefined ? '' : ` with defect ${candidate.defect}`;
  return `${candidate.name} ${candidate.version}${defect} · ${RUNTIME_NAMES[candidate.runtime]} · ${phones} phones`;
}

/** `loss=5%, seed 7` */
export function networkFact(network: BadNetwork | undefined): string {
  return network === undefined ? 'as good as it is' : `${network.impairment}, seed ${network.seed}`;
}

/** `412 ms`, `7.4 s`, `2 min 5 s` */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** A time that somebody has set, unrounded: `300 ms`, `1.5 s`, `60 s` */
export function exactTime(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

/** `31 checks`, `1 check` */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * A figure as people read it. The key ends in its unit: `refusedAfterMs` 12.3 is `refused after` `12 ms`; a figure
 * without a known unit keeps its number.
 */
export function figure(key: string, value: number): { readonly label: string; readonly value: string } {
  const inMs = key.endsWith('Ms');
  const words = (inMs ? key.slice(0, -2) : key).replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) =>
    `${before} ${after}`.toLowerCase(),
  );
  return { label: words, value: inMs ? duration(value) : String(Math.round(value * 1000) / 1000) };
}
