import { describe, expect, test } from '@jest/globals';
import { settle } from '../../src/run/ledger.ts';
import { withoutAnalytics } from '../../src/report/allure.ts';
import { renderBadge } from '../../src/report/badge.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { escapeMarkup } from '../../src/report/markup.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { cells, cellVerdict, dr11, dr22, drS1, outcome, outcomes, planOf, sampleCheck } from '../run/sample.ts';
import { history } from './history.ts';

const HOSTILE = 'answered <script>alert("1")</script> & \u0000|*x*';

const mixed = settle(
  planOf(cells),
  outcomes(
    [
      dr11,
      {
        verdict: cellVerdict(dr11, [
          sampleCheck('DR-11/stays-connected', 'pass', { figures: { gapMs: 41.5 }, evidence: [4] }),
          sampleCheck('DR-11/park-refused', 'fail', {
            code: 'stranger-heard-too',
            because: 'call-lost',
            reason: HOSTILE,
            evidence: [8, 11],
          }),
          sampleCheck('DR-11/aftermath', 'error'),
        ]),
        problem: undefined,
        events: history,
      },
    ],
    [dr22, outcome(dr22, 'not-applicable')],
    [drS1, outcome(drS1, 'pass', { 'DR-S1/redirected': 'inconclusive' })],
  ),
  { durationMs: 7400, troubles: [] },
);

describe('compliance.json', () => {
  test('has the published form and nothing else', () => {
    const compliance = complianceOf(mixed);
    expect(() => complianceForm.parse(JSON.parse(JSON.stringify(compliance)))).not.toThrow();
    expect(Object.keys(compliance)).toEqual([
      'schema',
      'verdict',
      'suites',
      'candidate',
      'parkspec',
      'started',
      'durationMs',
      'cells',
    ]);
    expect(compliance.cells[0]?.checks[1]).toEqual({
      id: 'DR-11/park-refused',
      verdict: 'fail',
      code: 'stranger-heard-too',
      because: 'call-lost',
      reason: HOSTILE,
      figures: {},
      evidence: [8, 11],
    });
    expect(compliance).toMatchObject({
      schema: 2,
      verdict: 'non-conformant',
      candidate: { name: 'Sample park server', version: '1.0', runtime: 'process', dialect: 'rfc5359' },
    });
  });

  test('a check of a run that was stored before findings had codes has none', () => {
    const [, , check] = complianceOf(mixed).cells[0]?.checks ?? [];
    expect(Object.keys(check ?? {})).toEqual(['id', 'verdict', 'reason', 'figures', 'evidence']);
  });

  test('a verdict that the schema does not know is refused by it', () => {
    const compliance = { ...complianceOf(mixed), verdict: 'splendid' };
    expect(complianceForm.safeParse(compliance).success).toBe(false);
  });
});

describe('junit.xml', () => {
  const xml = renderJunit(mixed);

  test('counts every check once', () => {
    expect(xml).toContain('tests="7" failures="1" errors="2" skipped="2"');
    expect(xml.match(/<testcase /g)).toHaveLength(7);
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<error /g)).toHaveLength(2);
    expect(xml.match(/<skipped /g)).toHaveLength(2);
  });

  test('the type of a failure is its code, or its verdict where it has none', () => {
    expect(xml).toMatch(/<failure message="[^"]*" type="stranger-heard-too">/);
    expect(xml).toMatch(/<error message="[^"]*" type="error">/);
  });

  test('a failure says what was required and seen, what to try, and what proves it', () => {
    const [failure = ''] = /<failure[\s\S]*?<\/failure>/.exec(xml) ?? [];
    expect(failure).toContain('requirement: The call stays connected.');
    expect(failure).toContain('>required:    Call A is connected. A party hears the parties of its own calls alone.\n');
    expect(failure).toContain('\nseen:        Answered &lt;script&gt;');
    expect(failure).toContain('\ntry:         Compare the media ports of both calls.\n');
    expect(failure).toContain('\nrun again:   npx parkspec run sample/candidate.yaml --cells DR-11\n');
    expect(failure).toContain('evidence:    #8 22.0 ms  bob → primary  REFER');
  });

  test('what a candidate says cannot break out of it', () => {
    expect(xml).not.toContain('<script>');
    expect(xml).not.toContain('\u0000');
    expect(xml).toContain('answered &lt;script&gt;');
  });
});

describe('summary.md', () => {
  const summary = renderSummary(mixed);

  test('is the table in Markdown, with the checks that did not pass', () => {
    expect(summary).toContain('## NON-CONFORMANT: Sample park server 1.0 · embedded · native phones');
    expect(summary).toContain('| not yet parked | ! DR-11 1 failed, 1 with an error | · | · |');
    expect(summary).toContain(
      '### ✗ DR-11/park-refused The sample cell DR-11\n\n- **Required:** Call A is connected. A party hears the parties of its own calls alone.\n- **Seen:** Answered ',
    );
    expect(summary.indexOf('### ✗')).toBeLessThan(summary.indexOf('**DR-S1/redirected**'));
    expect(summary).toContain('**DR-S1/redirected** inconclusive');
    expect(summary).not.toContain('**DR-11/stays-connected**');
  });

  test('what a candidate says is shown as it is', () => {
    expect(summary).toContain('Answered \\<script\\>alert("1")\\</script\\> &amp;');
    expect(summary).toContain('\\|\\*x\\*');
  });
});

test('the badge says the verdict, how many of all cells passed, and what was not applicable', () => {
  const badge = mixed.suites.map(renderBadge).join();
  expect(badge).toContain('aria-label="sample label: non-conformant 1/3 cells, 2 checks n/a"');
  expect(badge).not.toMatch(/href|url\(http/);
});

describe('text in markup', () => {
  test('is escaped, and what XML cannot carry is replaced', () => {
    expect(escapeMarkup(`<a b="c">&'\u0007\ud800`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&#39;\ufffd\ufffd');
  });

  test('keeps line ends, tabs and characters beyond the first plane', () => {
    expect(escapeMarkup('\t\r\n\u{1f4de}é')).toBe('\t\r\n\u{1f4de}é');
  });
});

describe('the analytics tag of an Allure page', () => {
  const tag =
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n<script>\n  window.dataLayer = window.dataLayer || [];\n  gtag();\n</script>';

  test('is cut out, and nothing else', () => {
    expect(withoutAnalytics(`<body><script>app()</script>${tag}<p>x</p></body>`)).toBe(
      '<body><script>app()</script><p>x</p></body>',
    );
  });

  test('is never left there in a form that we do not know', () => {
    expect(() => withoutAnalytics('<img src="https://www.googletagmanager.com/x">')).toThrow(/script from elsewhere/);
  });
});
