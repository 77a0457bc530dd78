import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  listOf,
  type Mutant,
  pageOf,
  type Part,
  type Report,
  scoreOf,
  sectionOf,
  sectionsOf,
  survivorsOf,
} from '../../../tools/mutation/document.ts';

const ROOT = new URL('../../../', import.meta.url);
const parts = JSON.parse(readFileSync(new URL('tools/mutation/parts.json', ROOT), 'utf8')) as Readonly<
  Record<string, Part>
>;

const mutant = (status: Mutant['status'], line = 1): Mutant => ({
  mutatorName: 'EqualityOperator',
  replacement: 'a > b',
  status,
  location: { start: { line, column: 5 }, end: { line, column: 11 } },
});

const report: Report = {
  files: {
    'src/judge/one.ts': { source: 'if (a >= b) return 1;\n', mutants: [mutant('Survived'), mutant('Killed')] },
    'src/judge/deep/two.ts': {
      source: '\nif (a >= b) return 2;\n',
      mutants: [
        mutant('NoCoverage', 2),
        mutant('Killed'),
        mutant('Timeout'),
        mutant('Ignored'),
        mutant('RuntimeError'),
      ],
    },
  },
};

const section = sectionOf({
  name: 'judge',
  day: '2026-11-23',
  part: { mutate: [], tests: [], break: 85, survivors: ['one that nothing can notice'], static: 'they are slow' },
  report,
});
const page = pageOf([section, '## sip\n\nNot run yet.']);

describe('the page about mutation testing', () => {
  test('counts what became of the mutants of each folder', () => {
    expect(page).toContain('| `src/judge` | 2 | 1 | 0 | 1 | 0 | 0 | 50.0 % |');
    expect(page).toContain('| `src/judge/deep` | 5 | 1 | 1 | 0 | 1 | 2 | 66.7 % |');
    expect(page).toContain('| **all** | 7 | 2 | 1 | 1 | 1 | 2 | 60.0 % |');
  });

  test('says how many survive and where they are listed: by line, and with where no test comes', () => {
    expect(page).toContain(`\`${listOf('judge')}\` lists all 2 that survive`);
    expect(survivorsOf(report)).toEqual([
      'src/judge/one.ts:1  a >= b → a > b',
      'src/judge/deep/two.ts:2  a >= b → a > b  (no test comes here)',
    ]);
  });

  test('says what is left out and what is known of those that survive', () => {
    expect(page).toContain('- one that nothing can notice');
    expect(page).toContain('Ignored are static mutants: they are slow.');
    expect(page).toContain('2026-11-23, bound 85 %.');
  });
});

test('the page can be taken apart again', () => {
  expect([...sectionsOf(page)]).toEqual([
    ['judge', section],
    ['sip', '## sip\n\nNot run yet.'],
  ]);
});

test('a score counts neither what is ignored nor what is broken', () => {
  expect(scoreOf([mutant('Killed'), mutant('Ignored'), mutant('RuntimeError'), mutant('CompileError')])).toBe(100);
  expect(scoreOf([mutant('Killed'), mutant('Timeout'), mutant('Survived'), mutant('NoCoverage')])).toBe(50);
  expect(scoreOf([])).toBe(100);
});

test('every exception of a part has a reason', () => {
  for (const { 'not mutated': files = {}, 'tests left out': tests = {}, static: why } of Object.values(parts)) {
    const reasons = [...Object.values(files), ...Object.values(tests), ...(why === undefined ? [] : [why])];
    expect(reasons.filter((reason) => reason.length < 5)).toEqual([]);
  }
});

test('the bounds are those that are promised', () => {
  const bounds = Object.entries(parts).map(([name, part]) => [name, part.break]);
  expect(bounds).toEqual([
    ['judge', 85],
    ['sip', 75],
    ['suite', 75],
  ]);
});
