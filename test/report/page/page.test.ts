import { describe, expect, test } from '@jest/globals';
import { settle } from '../../../src/run/ledger.ts';
import { renderPage } from '../../../src/report/page/page.ts';
import { cells, cellVerdict, dr11, dr22, outcome, outcomes, planOf, sampleCheck } from '../../run/sample.ts';
import { history } from '../history.ts';

const result = settle(
  planOf(cells),
  outcomes(
    [
      dr11,
      {
        verdict: cellVerdict(dr11, [
          sampleCheck('DR-11/stays-connected', 'pass', { figures: { gapMs: 41.5, orbit: 101 }, evidence: [4] }),
          sampleCheck('DR-11/park-refused', 'fail', { reason: '<b>&</b>', evidence: [8, 11] }),
          sampleCheck('DR-11/aftermath', 'pass', {
            advisories: [{ text: 'answered 202', source: 'RFC 7647', evidence: [8] }],
          }),
        ]),
        problem: undefined,
        events: history,
      },
    ],
    [dr22, outcome(dr22, 'pass')],
  ),
  { durationMs: 7400, troubles: [] },
);
const page = renderPage(result, {
  run: 'runs/20261123T031522-a1b2c3',
  files: new Map([['DR-11', ['history.jsonl', 'primary.log']]]),
  beside: [{ href: 'junit.xml', title: 'junit.xml' }],
});

describe('the compliance page', () => {
  test('made again for another folder leads to that one', () => {
    const passed = outcomes([dr11, { ...outcome(dr11, 'pass'), events: history }]);
    const green = settle(planOf([dr11]), passed, { durationMs: 1, troubles: [] });
    const links = (run: string): string => renderPage(green, { run, files: new Map(), beside: [] });
    expect(links('runs/one')).toContain('runs/one/DR-11/ladder.svg');
    expect(links('runs/other')).toContain('runs/other/DR-11/ladder.svg');
    expect(links('runs/other')).not.toContain('runs/one/');
  });

  test('needs no script and nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/i);
    expect(
      [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1]).filter((href) => /^[a-z]+:/i.test(href ?? '')),
    ).toEqual([]);
  });

  test('states the verdict, the candidate with its digest, and when it was tested with what', () => {
    expect(page).toContain('<h1>NON-CONFORMANT</h1>');
    expect(page).toContain('sha256 5f5f5f5f5f5f');
    expect(page).toContain('2026-11-23 03:15:22 UTC');
    expect(page).toContain('0.1.0 on Node 20.20.2');
  });

  test('every planned check is there once, with what was seen', () => {
    const ids = [...page.matchAll(/<tr id="([^"]*)"/g)].map((match) => match[1]);
    expect(ids).toEqual(planOf(cells).cells.flatMap(({ checks }) => checks));
    expect(page).toContain('there is no verdict of this check: the cell was never run');
  });

  test('shows figures with their units, and advisories', () => {
    expect(page).toContain('<li>gap <b>42 ms</b></li>');
    expect(page).toContain('<li>orbit <b>101</b></li>');
    expect(page).toContain('answered 202');
  });

  test('shows the evidence of a failure at once, that of a pass on demand', () => {
    expect(page).toMatch(
      /<details open><summary>Evidence: #8 #11<\/summary><pre> +<a href="#DR-11-m8">#8<\/a> +22\.0 ms {2}bob → primary {2}REFER/,
    );
    expect(page).toContain('id="DR-11-m8"');
    expect(page).toContain('<details><summary>Evidence: #4</summary>');
  });

  test('begins with what broke: required, seen, the message that decided it, and how to see it again', () => {
    const main = page.slice(page.indexOf('<main>'));
    expect(main).toMatch(/^<main>\s*<section class="failures"[^>]*><h2 id="failures">Broken: 1 failed</);
    expect(page.indexOf('class="failures"')).toBeLessThan(page.indexOf('class="suite"'));
    const card = /<details class="failure"[^]*?<p class="more">/.exec(main)?.[0] ?? '';
    expect(card).toContain('<dt>Required</dt><dd><b>Call A is connected.</b>');
    expect(card).toContain('<dt>Seen</dt><dd class="seen"><b>&lt;b&gt;&amp;&lt;/b&gt;.</b>');
    expect(card).toContain('→ bob</p><pre><mark>SIP/2.0');
    expect(card).toContain('npx parkspec run sample/candidate.yaml --cells DR-11</code>');
  });

  test('a tile of a failed cell shows what failed, and no figure that passed', () => {
    const tile = /<a class="tile fail"[^]*?<\/a>/.exec(page)?.[0] ?? '';
    expect(tile).toContain('1 failed');
    expect(tile).toContain('<span class="figures">&lt;b&gt;&amp;&lt;/b&gt;</span>');
    expect(tile).not.toContain('42 ms');
  });

  test('links to what was recorded', () => {
    expect(page).toContain('href="runs/20261123T031522-a1b2c3/DR-11/history.jsonl"');
    expect(page).toContain('Nothing was recorded.');
  });

  test('each link within the page leads somewhere', () => {
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]));
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });

  test('what a candidate says is text, never markup', () => {
    expect(page).toContain('&lt;b&gt;&amp;&lt;/b&gt;');
    expect(page).not.toContain('<b>&</b>');
  });
});
