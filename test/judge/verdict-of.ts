import { expect } from '@jest/globals';
import { judge, type JudgeOptions } from '../../src/judge/judge.ts';
import type { Finding } from '../../src/judge/finding.ts';
import type { CheckVerdict, Verdict } from '../../src/judge/verdict.ts';
import type { Code } from '../../src/judge/sentences/sentences.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** Findings that rest on something that is not in the history: there is no event to cite. */
const UNSEEN: ReadonlySet<string> = new Set<Code>([
  'act-never-tried',
  'deadline-reached',
  'never-had-orbit',
  'never-parked',
  'orbit-not-looked-at',
  'orbit-not-dialled',
  'orbits-not-told',
  'parkee-not-probed',
  'second-retrieval-not-tried',
  'in-no-call',
  'never-ready',
  'no-call-stood',
  'not-tried',
  'orbit-not-asked',
  'outage-unproven',
  'phase-unproven',
  'register-not-sent',
  'reinvite-not-sent',
  'run-interrupted',
  'state-not-planned',
  'timeout-target-without-phone',
  'watched-too-briefly',
]);

/** The verdict of one check of a hand-written history, by the check's name. It must cite what proves it. */
export function verdictOf(told: HistoryBuilder, name: string, options: JudgeOptions = {}): CheckVerdict {
  const found = judge(told.events, options).checks.find(({ id }) => id === `${told.cell.id}/${name}`);
  expect(found).toBeDefined();
  if (['pass', 'fail', 'inconclusive'].includes(found?.verdict ?? '') && !isUnseen(found)) {
    expect([found?.reason, found?.evidence]).not.toEqual([found?.reason, []]);
  }
  return found ?? { id: '', verdict: 'error', reason: '', figures: {}, evidence: [], advisories: [] };
}

/** Verdict and code of a finding, and what its sentence names. */
export type InShort = readonly [Verdict, Pick<CheckVerdict, 'code' | 'because' | 'fields'>];

export function inShort(found: CheckVerdict | Finding): InShort {
  const { verdict, code, because, fields } = found;
  const named = Object.keys(fields ?? {}).length === 0 ? {} : { fields };
  return [verdict, { code, ...(because === undefined ? {} : { because }), ...named }];
}

function isUnseen(found: CheckVerdict | undefined): boolean {
  const { code = '', because = '' } = found ?? {};
  return UNSEEN.has(because) || UNSEEN.has(code);
}

/** The event of that number, in short: enough to see that a verdict cites what it should. */
export function cited(told: HistoryBuilder, { evidence }: CheckVerdict): readonly string[] {
  return evidence.map((n) => {
    const event = told.events[n - 1];
    if (event?.kind === 'sip')
      return `${event.tap} ${event.direction} ${event.text.split('\r\n', 1)[0]?.replace(/ sip:.*/, '')}`;
    if (event?.kind === 'media') return `${event.tap} ${event.event} ${event.voice}`;
    return event === undefined ? 'nothing' : event.kind;
  });
}
