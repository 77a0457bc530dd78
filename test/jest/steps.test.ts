import { describe, expect, test } from '@jest/globals';
import { checkMessages } from '../../src/jest/allure-cell.ts';
import { ConformanceAssertionError, NoVerdictError } from '../../src/jest/check-error.ts';
import { checkSpan, checkSteps, situationSteps } from '../../src/jest/steps.ts';
import { combine } from '../../src/run/attempts.ts';
import { dr11, known, sampleCheck, SUITE } from '../run/sample.ts';
import { history } from '../report/history.ts';

const START = Date.parse('2026-11-23T03:15:22.000Z');

describe('the steps of a cell', () => {
  test('are its phases, faults and deeds, with the times at which they happened', () => {
    expect(situationSteps(history)).toEqual([
      { name: 'phase outage reached', start: START + 5, stop: START + 10, ended: true },
      { name: 'fault kill primary applied: OPTIONS is refused', start: START + 6, stop: START + 9, ended: true },
      { name: 'check DR-11/park-refused done', start: START + 20, stop: START + 40, ended: true },
    ]);
  });

  test('of a check are its own', () => {
    expect(checkSteps(history, 'DR-11/park-refused')).toEqual([
      { name: 'bob park call A: failed: refused', start: START + 21, stop: START + 34, ended: true },
    ]);
    expect(checkSteps(history, 'DR-11/stays-connected')).toEqual([]);
  });

  test('one that never ended lasts to the end of the history', () => {
    const cut = history.filter((event) => event.n < 12);
    expect(checkSteps(cut, 'DR-11/park-refused')).toEqual([
      { name: 'bob park call A at primary: asked', start: START + 21, stop: START + 32, ended: false },
    ]);
  });

  test('a check has the time that it took, and none when the cell never came to it', () => {
    expect(checkSpan(history, 'DR-11/park-refused')).toEqual({ start: START + 20, stop: START + 40 });
    expect(checkSpan(history, 'DR-11/stays-connected')).toBeUndefined();
  });
});

describe('what Allure is told about a check', () => {
  const check = sampleCheck('DR-11/park-refused', 'fail', { figures: { gapMs: 12.4 } });
  const [metadata] = checkMessages(SUITE, dr11, history, check, combine([check]));

  test('places it in the table by epic, feature and story', () => {
    expect(metadata).toMatchObject({
      data: {
        labels: expect.arrayContaining([
          { name: 'epic', value: 'Sample epic' },
          { name: 'feature', value: 'not yet parked' },
          { name: 'story', value: 'outage' },
          { name: 'severity', value: 'critical' },
        ]),
      },
    });
  });

  test('tells of a known failure and of earlier attempts', () => {
    const settled = {
      ...combine([check, sampleCheck(check.id, 'pass')]),
      baseline: { kind: 'known', entry: known(check.id) },
    } as const;
    const [told] = checkMessages(SUITE, dr11, history, check, settled);
    expect(told).toMatchObject({
      data: {
        labels: expect.arrayContaining([
          { name: 'tag', value: 'known failure' },
          { name: 'tag', value: 'flaky' },
        ]),
        description: expect.stringMatching(/known failure: the fix is on its way[\s\S]*flaky: failed, then passed/),
      },
    });
  });

  test('has its code as a parameter', () => {
    const lost = sampleCheck('DR-11/park-refused', 'fail', { code: 'call-lost' });
    const [told] = checkMessages(SUITE, dr11, history, lost, combine([lost]));
    expect(told).toMatchObject({
      data: { parameters: [{ name: 'code', value: 'call-lost', excluded: true }] },
    });
  });

  test('keeps what was measured from making another test of it', () => {
    expect(metadata).toMatchObject({ data: { parameters: [{ name: 'gap', value: '12 ms', excluded: true }] } });
  });
});

describe('the error of a check', () => {
  const context = {
    cell: dr11,
    account: [
      ['required', 'Call A is connected.'],
      ['seen', 'bob lost call A.'],
    ],
    root: '/project',
    evidence: Array<string>(8).fill('#8 REFER'),
    history: 'h.jsonl',
  } as const;

  test('of a violation is told by its fields, and its first frame is the line of the spec', () => {
    const error = new ConformanceAssertionError(sampleCheck('DR-11/park-refused', 'fail'), context);
    expect(error).toMatchObject({
      expected: 'call A is connected',
      actual: 'fail for a reason',
      check: 'DR-11/park-refused',
    });
    expect(error.stack?.split('\n').at(-1)).toBe('    at DR-11/park-refused (/specs/DR-11.yaml:11:9)');
    expect(error.message).toContain('and 2 more');
    expect(error.message).toMatch(
      /^✗ DR-11\/park-refused\n\nrequired: {4}Call A is connected\.\nseen: {8}bob lost call A\./,
    );
  });

  test('of anything else does not look like an assertion to Allure', () => {
    const error = new NoVerdictError(sampleCheck('DR-11/aftermath', 'error'), context);
    expect(error.name).not.toMatch(/assert/i);
    expect(error.message).toMatch(/^DR-11\/aftermath error\n/);
    expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['expected', 'actual']));
    expect(error.stack?.split('\n').at(-1)).toBe('    at DR-11/aftermath (/specs/DR-11.yaml:1:1)');
  });
});
