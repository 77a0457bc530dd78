import { describe, expect, test } from '@jest/globals';
import { DEFAULT_BOUNDS } from '../../src/candidate/bounds.ts';
import type { Bounds, Candidate } from '../../src/candidate/candidate.ts';
import { settle, type RunResult } from '../../src/run/ledger.ts';
import { ownBounds } from '../../src/report/bound-differences.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { SAMPLE } from '../candidate/sample.ts';
import { dr11, outcome, outcomes, planOf } from '../run/sample.ts';

function resultOf(more: Partial<Candidate>): RunResult {
  const plan = { ...planOf([dr11], [dr11]), candidate: { ...SAMPLE, ...more } };
  return settle(plan, outcomes([dr11, outcome(dr11, 'pass')]), { durationMs: 7400, troubles: [] });
}

function resultWith(bounds: Partial<Bounds>): RunResult {
  return resultOf({ bounds: { ...DEFAULT_BOUNDS, ...bounds } });
}

/** What the head of the page says of the bounds, without its markup. */
function factOf(result: RunResult): string {
  const page = renderPage(result, { run: 'runs/x', files: new Map(), beside: [] });
  return /<dt>Bounds<\/dt><dd>(.*?)<\/dd>/.exec(page)?.[1]?.replace(/<[^>]*>/g, '') ?? '';
}

function candidateIn(result: RunResult) {
  return complianceForm.parse(JSON.parse(JSON.stringify(complianceOf(result)))).candidate;
}

describe('bounds of a candidate’s own', () => {
  const wide = resultWith({ gap: 20_000, disconnect: 100 });

  test('stand in the head of the page beside the defaults that they take the place of', () => {
    expect(factOf(wide)).toBe(
      'start 10 s, park 4 s, disconnect 100 ms (default 8 s), gap 20 s (default 1 s), setup 4 s, probe 2 s, cell 60 s',
    );
  });

  test('stand in one line of the summary and of the command line', () => {
    const line = 'bounds other than the defaults: disconnect 100 ms (8 s), gap 20 s (1 s)';
    expect(ownBounds(wide)).toEqual([line]);
    expect(renderSummary(wide).split('\n')).toContain(line);
  });

  test('are not rounded', () => {
    expect(factOf(resultWith({ gap: 1_001 }))).toContain('gap 1.001 s (default 1 s)');
  });
});

describe('the default bounds', () => {
  const usual = resultWith({});

  test('stand in the head of the page', () => {
    expect(factOf(usual)).toBe('start 10 s, park 4 s, disconnect 8 s, gap 1 s, setup 4 s, probe 2 s, cell 60 s');
  });

  test('need no line anywhere else', () => {
    expect(ownBounds(usual)).toEqual([]);
    expect(renderSummary(usual)).not.toContain('bounds');
  });
});

describe('what compliance.json says of the candidate', () => {
  test('tells two apart that differ in nothing but a bound', () => {
    expect(candidateIn(resultWith({}))).not.toEqual(candidateIn(resultWith({ gap: 20_000 })));
  });

  test('are its claims, the settings of both pools, and the bounds in force', () => {
    const none = { pickupTimeout: undefined, pickupAttempts: undefined, timeoutTarget: undefined };
    const settings = {
      primary: { pickupTimeout: 30_000, pickupAttempts: 2, timeoutTarget: 'carol', musicOnHold: 1750 },
      backup: { ...none, musicOnHold: 2050 },
    };
    const bounds = { ...DEFAULT_BOUNDS, gap: 20_000 };
    expect(candidateIn(resultOf({ capabilities: ['hold', 'ringback'], settings, bounds }))).toEqual({
      name: 'Sample park server',
      version: '1.0',
      runtime: 'process',
      dialect: 'rfc5359',
      capabilities: ['hold', 'ringback'],
      settings: { primary: settings.primary, backup: { musicOnHold: 2050 } },
      bounds: { start: 10_000, park: 4000, disconnect: 8000, gap: 20_000, setup: 4000, probe: 2000, cell: 60_000 },
    });
  });

  test('lacks no bound', () => {
    const compliance = JSON.parse(JSON.stringify(complianceOf(resultWith({})))) as { candidate: { bounds: object } };
    const { gap: _, ...rest } = DEFAULT_BOUNDS;
    compliance.candidate.bounds = rest;
    expect(complianceForm.safeParse(compliance).success).toBe(false);
  });
});
