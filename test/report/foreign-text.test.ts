/** Text of others in every report: it is shown, and does nothing there. A report that lets some of it through is found here. */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { cellMessages, checkMessages } from '../../src/jest/allure-cell.ts';
import { renderLadder } from '../../src/report/ladder/text-ladder.ts';
import { markdown } from '../../src/report/markdown.ts';
import { reportsOf } from '../../src/report/reports.ts';
import { failureOf } from '../../src/report/failure/violation.ts';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import { cells, cellVerdict, dr11, dr22, drS1, outcome, outcomes, planOf, sampleCheck, SUITE } from '../run/sample.ts';
import { history } from './history.ts';

const CORPUS: ReadonlyArray<readonly [what: string, text: string]> = [
  ['a style of a terminal', 'a\u001b[2J\u001b]0;x\u0007b\u009b31m'],
  ['text that is turned', 'a\u202eb\u2066c\u200f\u061c'],
  ['text that is hidden', 'a\u200bb\u2060c\ufeffd\u00ade\u{e0041}'],
  ['a line end', 'a\r\nb\u2028c\u2029d\u0085e\u000b'],
  ['what XML cannot carry', 'a\u0000b\ud800c\ufffed\uffff'],
  ['the end of a CDATA section', 'a]]>b<![CDATA[c]]>d-->e?>f'],
  ['a script', '</script><script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an attribute', '" onmouseover="alert(1)\' x=\''],
  ['a link and an image', '[a](https://evil.example) ![b](https://evil.example/x.png) [c]: <https://evil.example>'],
  ['addresses that become links', 'see https://evil.example/a?b=1, www.evil.example and eve@evil.example'],
  ['mentions and references', '@everyone /cc @org/team, fixes #12, GH-12, owner/repo#3, :tada:'],
  ['a cell of a table', 'a | b || c \\| d'],
  ['code that ends', '`a` ``b`` ``` @x` <b>` http://evil.example/`<img src=x>`'],
  ['a heading', '# a'],
  ['a list', '- a'],
  ['another list', '12. a'],
  ['a rule', '---'],
  ['a quotation', '> a'],
  ['a formula', '$a$ $$b$$ ~~c~~ **d** __e__ ^f^'],
  ['an entity', '&#60;b&#62; &lt;b&gt; &amp;'],
  ['orders of GitHub', '::stop-commands::x'],
  ['orders of Azure and TeamCity', '##vso[task.complete result=Succeeded] ##[error]x ##teamcity[x]'],
];

/** Where text of others stands: in names of the candidate and of a suite, in verdicts, in events. */
const FOREIGN: ReadonlySet<string> = new Set(
  'name version title requirement source text address reason report badge epic corner short proof why what words remote line'.split(
    ' ',
  ),
);

function poisoned<T>(value: T, poison: string, key = ''): T {
  if (typeof value === 'string') return (FOREIGN.has(key) ? `${value} ${poison}` : value) as T;
  if (value instanceof Map || value instanceof Set || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => poisoned(each, poison, key)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, poison, name)])) as T;
}

function resultWith(poison: string): { result: RunResult; events: readonly HistoryEvent[] } {
  const events = poisoned(history, poison);
  const advisories = [{ text: poison, source: poison, evidence: [4] }];
  const checks = [
    sampleCheck('DR-11/stays-connected', 'pass', { evidence: [4], advisories }),
    sampleCheck('DR-11/park-refused', 'fail', { code: 'call-lost', reason: poison, evidence: [8, 11], advisories }),
    sampleCheck('DR-11/aftermath', 'error', { reason: `x ${poison}` }),
  ];
  const result = settle(
    poisoned(planOf(cells), poison),
    outcomes(
      [dr11, { verdict: cellVerdict(dr11, checks), problem: undefined, events }],
      [dr22, outcome(dr22, 'not-applicable')],
      [drS1, outcome(drS1, 'pass', { 'DR-S1/redirected': 'inconclusive' })],
    ),
    { durationMs: 7400, troubles: [] },
  );
  return { result, events };
}

// oxlint-disable-next-line no-control-regex -- they are what must not be there
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]/;
const HIDDEN = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;

function expectSeen(text: string): void {
  // Pairs are characters of their own.
  expect(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')).not.toMatch(CONTROLS);
  expect(text).not.toMatch(HIDDEN);
  expect(text).not.toMatch(/^\s*::|##\w*\[/m);
}

/** The tags of a document with the names of their attributes, in order. */
function skeleton(text: string): readonly string[] {
  const tags = text.match(/<(?:!--[^]*?--|[!?/a-z](?:"[^"]*"|'[^']*'|[^"'>])*)>|<|\]\]>/gi) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"|='[^']*'/g, '='));
}

/** What is left of Markdown when all code and all that is escaped is taken out of it. */
function bare(text: string): string {
  return text.replace(/(?<!\\)`[^`\n]*`/g, '').replace(/\\[!-/:-@[-`{-~]/g, '');
}

function expectMarkdown(text: string): void {
  expectSeen(text);
  const left = bare(text).replaceAll('<br>', '');
  expect(left).not.toMatch(/[<[\]`~$^]|!\[|:\/\/|www\.|@|#\d|GH-\d|:tada:/);
  // Tables have as many bars in each line.
  const rows = left.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBeLessThanOrEqual(1);
}

const publication = { run: '/tmp/runs/x', reports: '/tmp', files: new Map(), allure: true } as const;

const harmless = new Map(reportsOf(resultWith('harmless').result, publication));

describe.each(CORPUS)('%s', (_, poison) => {
  const { result, events } = resultWith(poison);
  const reports = new Map(reportsOf(result, publication));

  test.each(['index.html', 'junit.xml', 'badge.svg'])('does nothing in %s', (file) => {
    const text = reports.get(file) ?? '';
    expect(text).not.toBe('');
    expectSeen(text);
    expect(skeleton(text)).toEqual(skeleton(harmless.get(file) ?? ''));
  });

  test('does nothing in summary.md', () => {
    expect.hasAssertions();
    expectMarkdown(reports.get('summary.md') ?? '');
  });

  test('is data in compliance.json', () => {
    const { cells: told } = JSON.parse(reports.get('compliance.json') ?? '') as {
      cells: [{ checks: [unknown, { reason: string }] }];
    };
    expect(told[0].checks[1].reason).toBe(JSON.parse(JSON.stringify(poison)));
  });

  test('does nothing in the ladder', () => {
    expect.hasAssertions();
    expectSeen(renderLadder(events));
  });

  test('does nothing in what Allure is told', () => {
    expect.hasAssertions();
    const [cell] = result.cells;
    if (cell === undefined) throw new Error('no cell');
    const messages = cell.verdict.checks.flatMap((check) =>
      checkMessages(
        poisoned(SUITE, poison),
        poisoned(dr11, poison),
        events,
        check,
        check,
        failureOf(result.plan, { cell: poisoned(dr11, poison), events, checks: cell.verdict.checks }, check),
      ),
    );
    for (const { data } of messages) {
      const { description = '', ...rest } = data as { description?: string };
      expectMarkdown(description.replaceAll(/^> ?/gm, ''));
      expectSeen(
        JSON.stringify(rest, (__, value: unknown) => (typeof value === 'string' ? value.replaceAll('\n', ' ') : value)),
      );
    }
    const told = cellMessages(dr11, events, renderLadder(events), '').filter(
      ({ type }) => type !== 'attachment_content',
    );
    expectSeen(JSON.stringify(told));
  });

  test('is shown in Markdown', () => {
    expect(markdown(poison)).not.toBe('');
    expect(markdown(poison)).not.toContain('\n');
  });
});

test('plain words are left alone, and addresses are shown as code', () => {
  expect(markdown('alice lost call A: BYE from primary, 20 ms after the outage')).toBe(
    'alice lost call A: BYE from primary, 20 ms after the outage',
  );
  expect(markdown('it asked sip:bob@park.example twice')).toBe('it asked `sip:bob@park.example` twice');
});
