import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CAPABILITIES, HOOKS } from '../../src/candidate/candidate.ts';
import { PRESET_NAMES, PRESETS } from '../../src/candidate/dialect/dialect-presets.ts';
import { DEFAULT_LIMITS, GRANTABLE } from '../../src/candidate/container-rights.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { INVITES, MOVES, REGISTERS } from '../../src/candidate/phone-policy.ts';
import { PLACEHOLDERS } from '../../src/candidate/placeholders.ts';
import { OUTCOMES, PHASES, SETTINGS, VERBS } from '../../src/suite/cell.ts';
import { type Diagnostic, renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { loadSuite } from '../../src/suite/load-suite.ts';
import { suiteForm } from '../../src/suite/suite-schema.ts';

const CELLS = readFileSync('docs/writing-cells.md', 'utf8');
const CANDIDATES = readFileSync('docs/candidates.md', 'utf8');
const HOOK_PAGE = readFileSync('docs/hooks.md', 'utf8');

/** The YAML examples of a page by what is written behind the fence. */
function examples(page: string, kind: string): readonly string[] {
  return [...page.matchAll(/^```yaml ?(\S*)\n([\s\S]*?)^```$/gm)].flatMap(([, found, text = '']) =>
    found === kind ? [text] : [],
  );
}

/** The cells of a table by how its first line begins, without backquotes and backslashes; the second row is the rule. */
function tableOf(page: string, first: string): ReadonlyArray<readonly string[]> {
  const [table = ''] = page.slice(page.indexOf(first)).split('\n\n');
  return table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replace(/[`\\]/g, '').trim()),
  );
}

function mistakes(reading: object | { readonly diagnostics: readonly Diagnostic[] }): string {
  return 'diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : '';
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

const HEADER = 'cell: X-1\ntitle: t\nstate: service\nphase: normal\nrequirement: r\nsource: s\n';
const CANDIDATE = `name: x
runtime: process
process: { command: [x] }
pools: { primary: { sip: udp:auto, http: auto, orbits: 1-2 }, backup: { sip: udp:auto, http: auto, orbits: 3-4 } }
`;

describe('the examples in docs/writing-cells.md', () => {
  test('are there', () => {
    expect(['suite', '', 'cell-steps'].map((kind) => examples(CELLS, kind).length)).toEqual([1, 1, 2]);
  });

  test('are a suite that loads, with a cell of it', () => {
    const [suite = '', cell = ''] = ['suite', ''].flatMap((kind) => examples(CELLS, kind));
    const reading = loadSuite(suite, 'docs/writing-cells.md');
    expect(mistakes(reading)).toBe('');
    const loaded = 'suite' in reading ? reading.suite : undefined;
    const found = loadCell(cell, 'docs/writing-cells.md', loaded);
    expect(mistakes(found)).toBe('');
    expect('cell' in found && loaded?.order).toEqual(['SHOP-1']);
  });

  test.each(Object.keys(suiteForm.shape))('mention the key %s of a suite', (key) => {
    expect(CELLS).toMatch(new RegExp(`^\\|.*\`${key}\`.*\\|`, 'm'));
  });

  test.each(examples(CELLS, 'cell-steps'))('are steps that load: %#', (text) => {
    const check = text.includes('check:') ? '' : '- { check: x, can: register, by: alice }\n';
    const source = `${HEADER}scenario:\n  - normal:\n${indent(text + check, 6)}`;
    expect(mistakes(loadCell(source, 'docs/writing-cells.md'))).toBe('');
  });

  test.each([...VERBS, ...OUTCOMES, ...PHASES, ...SETTINGS])('mention %s', (word) => {
    expect(CELLS).toMatch(new RegExp(`\`${word}\`|${word}:|: ${word}\\b`));
  });
});

describe('the rules for phones in docs/phones.md', () => {
  const page = readFileSync('docs/phones.md', 'utf8');

  test.each(examples(page, 'candidate-phones'))('load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE}phones:\n${indent(text, 2)}`, 'docs/phones.md'))).toBe('');
  });

  test('are all of them', () => {
    const rows = tableOf(page, '| key | word |').slice(2);
    const words = rows.map(([, word = '']) => word.replace(' (default)', ''));
    expect(words).toEqual([...MOVES, ...MOVES, ...INVITES, ...REGISTERS]);
    expect(examples(page, 'candidate-phones')).toHaveLength(1);
  });
});

describe('the examples in docs/candidates.md', () => {
  test('are there', () => {
    const kinds = [
      '',
      'candidate-transitions',
      'candidate-bounds',
      'candidate-accounts',
      'candidate-dialect',
      'candidate-environment',
      'candidate-docker',
      'candidate-secrets',
    ];
    expect(kinds.map((kind) => examples(CANDIDATES, kind).length)).toEqual([3, 2, 1, 1, 1, 1, 1, 1]);
  });

  test.each(examples(CANDIDATES, ''))('are whole candidates that load: %#', (text) => {
    expect(mistakes(loadCandidate(text, 'docs/candidates.md'))).toBe('');
  });

  test('the shortest of them is short', () => {
    expect(examples(CANDIDATES, '')[1]?.trim().split('\n')).toHaveLength(5);
  });

  test.each(examples(CANDIDATES, 'candidate-transitions'))('are transitions that load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE}transitions:\n${indent(text, 2)}`, 'docs/candidates.md'))).toBe('');
  });

  test('show each kind of hook', () => {
    expect(examples(HOOK_PAGE, 'candidate-transitions').length).toBeGreaterThanOrEqual(2);
    for (const hook of HOOKS) expect(HOOK_PAGE).toContain(`| \`${hook}\` |`);
  });

  test.each(examples(HOOK_PAGE, 'candidate-transitions'))('are hooks that load: %#', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE}transitions:\n${indent(text, 2)}`, 'docs/hooks.md'))).toBe('');
  });

  test.each(examples(CANDIDATES, 'candidate-accounts'))('are accounts that load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE}accounts:\n${indent(text, 2)}`, 'docs/candidates.md'))).toBe('');
  });

  test.each(examples(CANDIDATES, 'candidate-dialect'))('are dialects that load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE}${text}`, 'docs/candidates.md'))).toBe('');
  });

  test.each(examples(CANDIDATES, 'candidate-secrets'))('are secrets that load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE.replace(/^process:.*\n/m, '')}${text}`, 'docs/candidates.md'))).toBe('');
  });

  test.each(examples(CANDIDATES, 'candidate-environment'))('are environments that load', (text) => {
    expect(mistakes(loadCandidate(`${CANDIDATE.replace(/^process:.*\n/m, '')}${text}`, 'docs/candidates.md'))).toBe('');
  });

  test.each(examples(CANDIDATES, 'candidate-docker'))('say what a container may do, and its usual limits', (text) => {
    const reading = loadCandidate(`${CANDIDATE.replace('process', 'docker')}${text}`, 'docs/candidates.md');
    expect(mistakes(reading)).toBe('');
    expect('candidate' in reading && reading.candidate.docker).toMatchObject({ limits: DEFAULT_LIMITS });
    for (const name of GRANTABLE) expect(CANDIDATES).toContain(`\`${name}\``);
  });

  test.each(PRESET_NAMES)('give the keys of the preset %s', (name) => {
    const [head = [], , ...rows] = tableOf(CANDIDATES, '| key | `rfc5359` |');
    const column = head.indexOf(name);
    const stated = rows.map((cells) => [cells[0], cells[column]]);
    const { park, orbit, retrieve, empty, state } = PRESETS[name];
    const { send = '', via = [] } = park.digits ?? {};
    expect(stated).toEqual([
      ['park.by', park.by],
      ['park.to', park.digits === undefined ? park.to : ''],
      ['park.send', send],
      ['park.via', via.join(', ')],
      ['park.proof', park.proof.join(', ')],
      ['park.end', park.end],
      ['orbit.from', orbit],
      ['retrieve.by', retrieve.by],
      ['retrieve.to', retrieve.to],
      ['empty', empty],
      ['state.subscribe', state.subscribe],
      ['state.all', state.all ?? ''],
      ['state.parked', state.parked.join(', ')],
      ['state.held', String(state.held)],
    ]);
  });

  test('name each preset', () => {
    expect(PRESET_NAMES.filter((name) => !CANDIDATES.includes(`\n| \`${name}\` |`))).toEqual([]);
  });

  test.each(examples(CANDIDATES, 'candidate-bounds'))('are the bounds that hold without them', (text) => {
    const usual = loadCandidate(CANDIDATE, 'x.yaml');
    const stated = loadCandidate(`${CANDIDATE}bounds:\n${indent(text, 2)}`, 'x.yaml');
    expect(mistakes(stated)).toBe('');
    expect(stated).toEqual(usual);
  });

  test.each([...PLACEHOLDERS.map((name) => `\${${name}}`), '${primary.pid}', '${primary.sip.port}', ...CAPABILITIES])(
    'mention %s',
    (word) => {
      expect(CANDIDATES).toContain(`\`${word}\``);
    },
  );
});
