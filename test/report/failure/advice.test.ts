import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type Code, SENTENCES } from '../../../src/judge/sentences/sentences.ts';
import { ADVICE, adviceOn } from '../../../src/report/failure/advice.ts';
import { observed } from '../../../src/report/failure/violation.ts';
import { exampleOf } from '../../../tools/schemas/findings-page.ts';

const JUDGE = fileURLToPath(new URL('../../../src/judge/', import.meta.url));
const MOST_WORDS = 25;

/** Functions that make a finding of a single verdict, or none that a report shows. */
const NEVER_FAILS = /\b(?:pass|inconclusive|error|notApplicable|unjudged)\(\s*$/;
/** Sentences of a pass that are told in another way than by `pass`, and of excuses. */
const GOOD: ReadonlySet<string> = new Set([
  'transition-missed',
  'phase-missed',
  'call-ended-earlier',
  'call-not-parked-earlier',
  'call-parked-earlier',
  'audio-in-time',
  'connected',
  'held',
  'held-and-resumed',
  'transferred',
  'disconnected',
  'park-in-time',
  'parked',
  'retrieved',
  'no-party-at-orbit',
  'another-call-at-orbit',
  'refused-in-time',
  'unanswered-in-outage',
  'keys-unheeded',
  'refused-and-call-unchanged',
  'park-refused',
  'timeout-target-got-call',
  'retrieved-call-outlived-timer',
  'ended-call-outlived-timer',
  'nothing-left-behind',
  'harness-late',
  'pool-starved',
]);

/** The codes that the judge may give to a failure: all that it names but where that makes another verdict. */
function codesOfFailures(): readonly Code[] {
  const files = readdirSync(JUDGE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('sentences/'),
  );
  const found = new Set<Code>();
  for (const file of files) {
    const text = readFileSync(join(JUDGE, file), 'utf8');
    for (const literal of text.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)) {
      const code = isCode(literal[1] ?? '');
      if (code === undefined || GOOD.has(code) || NEVER_FAILS.test(text.slice(0, literal.index))) continue;
      found.add(code);
    }
  }
  return [...found];
}

function isCode(name: string): Code | undefined {
  return Object.keys(SENTENCES).includes(name) ? (name as Code) : undefined;
}

const failures = codesOfFailures();
const NEGATIVE = /\b(not|no|never|cannot|without|nobody|nothing|none|neither|nor|fails?|failed|isn't|doesn't)\b/i;
const PERSONS =
  /\b(he|she|him|her|his|hers|who|whom|whoever|somebody|someone|nobody|anybody|everybody)\b|^(what|of those)\b/i;

test('many codes are those of failures', () => {
  expect(failures.length).toBeGreaterThan(100);
  expect([...GOOD].filter((code) => isCode(code) === undefined)).toEqual([]);
});

describe('the failure', () => {
  test.each(failures)('%s has a rule, something that is seen, a cause and something to try', (code) => {
    expect(Object.keys(ADVICE)).toContain(code);
    const { required, cause, attempt } = adviceOn(code);
    for (const text of [required, cause, attempt]) {
      expect(text).toMatch(/^\S.*[^.\s]$/);
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(MOST_WORDS);
      expect(text).not.toMatch(PERSONS);
    }
    expect(observed(exampleOf(code))).toMatch(/\S/);
    expect(observed(exampleOf(code))).not.toContain('try:');
  });

  test.each(failures)('%s: the rule says how it should be, not how not', (code) => {
    expect(adviceOn(code).required.replace(/a final failure, 400 or above/, '')).not.toMatch(NEGATIVE);
  });
});

test('there is no advice on what cannot be a failure', () => {
  const known: readonly string[] = failures;
  expect(Object.keys(ADVICE).filter((code) => !known.includes(code))).toEqual([]);
});

test.each([undefined, 'of-another-version', 'toString'])('a failure of code %s has advice as well', (code) => {
  expect(adviceOn(code).attempt).toContain('parkspec judge');
});
