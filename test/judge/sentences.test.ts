import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { unjudged } from '../../src/judge/check-verdict.ts';
import { type Code, say, SENTENCES } from '../../src/judge/sentences/sentences.ts';
import { exampleOf, findingsPage } from '../../tools/schemas/findings-page.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const MOST_WORDS = 25;

const codes = Object.keys(SENTENCES).filter((code): code is Code => code in SENTENCES);

describe('the sentence of', () => {
  test.each(codes)('%s is short', (code) => {
    const long = exampleOf(code)
      .split(/; |: /)
      .filter((part) => part.split(/\s+/).length > MOST_WORDS);
    expect(long).toEqual([]);
  });

  test.each(codes)('%s is plain', (code) => {
    const text = exampleOf(code);
    expect(text).not.toMatch(/(^|; |: )(who(ever)?|what(ever)?|of (those|that))\b/i);
    expect(text).not.toMatch(
      /\b(he|she|him|her|his|hers|who|whom|whoever|somebody|someone|nobody|anybody|everybody)\b/i,
    );
    expect(text).not.toMatch(/undefined|\s\s|\.$/);
  });

  test.each(codes)('%s has a code in small letters', (code) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

test('a time that lies before the moment it is counted from is told as such, and never below zero', () => {
  const timeout = { parker: 'bob', call: 'A', took: -12.4, pool: 'primary', declared: 6000 } as const;
  const called = {
    party: 'bob',
    after: -12.4,
    call: 'A',
    pool: 'primary',
    declared: 6000,
    message: '',
    from: '',
  } as const;
  expect(say('pickup-timeout-differs', { ...timeout, tolerance: 300 }).reason).toMatch(
    / 12 ms before the park of call A;/,
  );
  expect(say('called-by-timer', called).reason).toMatch(/ 12 ms before the park of call A, /);
});

/** Calls of a verdict's function in the judge, with the code that each names. */
function codesGivenTo(verdict: string): readonly string[] {
  const folder = join(SRC, 'judge');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const call = new RegExp(`\\b${verdict}\\(\\s*'([a-z-]+)'`, 'g');
  return files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(call)].map((found) => found[1] ?? ''),
  );
}

describe('a finding that leaves a question open', () => {
  test.each([...new Set([...codesGivenTo('inconclusive'), ...codesGivenTo('error')])])(
    '%s says what to try',
    (code) => {
      const known = codes.find((each) => each === code);
      // Trouble of the bench brings its own hint.
      expect(known === undefined ? '' : exampleOf(known)).toMatch(
        code === 'bench-failed' ? /; allow more/ : /; try: \S/,
      );
    },
  );
});

test('what the ledger says of a check that was not judged has a code as well', () => {
  expect(unjudged('DR-11/a', 'no-verdict', { problem: 'the cell was never run' })).toEqual({
    id: 'DR-11/a',
    verdict: 'error',
    code: 'no-verdict',
    fields: { problem: 'the cell was never run' },
    reason: 'there is no verdict of this check: the cell was never run; try: run the cell again',
    figures: {},
    evidence: [],
    advisories: [],
  });
});

test('each sentence is said by the judge or the ledger', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(judge|run|jest)\//.test(file) && !file.startsWith('judge/sentences/'))
    .map((file) => (file.endsWith('.ts') ? readFileSync(join(SRC, file), 'utf8') : ''));
  expect(codes.filter((code) => !files.some((text) => text.includes(`'${code}'`)))).toEqual([]);
});

test('the page of all findings is up to date', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  expect(page).toBe(findingsPage());
  for (const code of codes) expect(page).toContain(`| \`${code}\` |`);
});

test('a sentence that takes another one in names its code, and what both name', () => {
  const inner = say('not-heard', { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' });
  expect(say('harness-late', { late: 812, delays: 'several', because: inner })).toEqual({
    code: 'harness-late',
    because: 'not-heard',
    fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing', late: 812, delays: 'several' },
    reason:
      'parkspec itself was late by 812 ms in all, so this proves nothing: alice heard nothing instead of bob in call A; try: run fewer cells at a time (`--workers`) or free the machine',
  });
});

test('what a sentence does not name is no field', () => {
  expect(say('bench-failed', { trouble: 'boom', cause: undefined, hint: undefined, stage: undefined })).toMatchObject({
    because: undefined,
    fields: { trouble: 'boom' },
    reason: 'the bench failed: boom; try: see the log files of the cell',
  });
});

test('advice of the finding that is taken in is not followed by another one', () => {
  const because = say('not-tried', { deed: "bob's hold of call A", why: 'nothing was sent' });
  expect(say('situation-not-established', { because }).reason.match(/try:/g)).toHaveLength(1);
});

test.each([
  ['nothing', 'nothing'],
  ['other', 'another sound'],
  ['music:primary and carol', 'the music of primary and carol'],
])('%s is heard as %s', (heard, words) => {
  expect(say('not-heard', { listener: 'alice', speaker: 'bob', call: 'A', heard }).reason).toContain(words);
});

/** Texts of several words in a source, without its comments; what a template takes in counts as a word. */
function textsIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[^]*?\*\/|(?<![:'"`\w])\/\/.*$/gm, '');
  const texts = code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g);
  const found = [...texts].map(([, plain, template]) => plain ?? template?.replaceAll(/\$\{[^}]*\}/g, 'X') ?? '');
  return found.filter((text) => /[a-z]{2,} [A-Za-z]/.test(text));
}

describe('words for people stand in the table of sentences', () => {
  const readers = readdirSync(join(SRC, 'dialect'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)read[a-z-]*\.ts$/.test(file))
    .map((file) => join('dialect', file));
  const judge = readdirSync(join(SRC, 'judge'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('sentences/'))
    .map((file) => join('judge', file));

  test.each([...judge, ...readers])('%s has none', (file) => {
    expect(textsIn(readFileSync(join(SRC, file), 'utf8'))).toEqual([]);
  });

  test.each(["return 'its leg is up';", 'return `the answer was ${answer}`;', 'return `${call} of ${party} ended`;'])(
    'such as in %s',
    (source) => {
      expect(textsIn(source)).toHaveLength(1);
    },
  );
});
