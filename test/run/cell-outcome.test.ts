import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CellOutcome } from '../../src/run/ledger.ts';
import { digestOf } from '../../src/content-digest.ts';
import type { RecordedEnd } from '../../src/run/recorded-end.ts';
import { judgeFolder, readOutcomes, recordedFiles, refuseChanged } from '../../src/run/cell-outcome.ts';
import { history } from '../report/history.ts';
import { cellVerdict, dr11, planOf, sampleCheck } from './sample.ts';

let run: string;
let folder: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'parkspec-outcome-'));
  folder = join(run, 'DR-11');
});
afterEach(() => {
  rmSync(run, { recursive: true, force: true });
});

const text = history.map((event) => `${JSON.stringify(event)}\n`).join('');

function leave(files: Readonly<Record<string, string>>, end?: RecordedEnd): CellOutcome {
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const ends = new Map(end === undefined ? [] : [[folder, end]]);
  const [outcome] = readOutcomes(run, planOf([dr11]), ends).get('DR-11') ?? [];
  if (outcome === undefined) throw new Error('a planned cell has no outcome');
  return outcome;
}

const good = JSON.stringify(cellVerdict(dr11, [sampleCheck('DR-11/stays-connected', 'pass')]));

describe('what a cell left behind, held against what was told of it', () => {
  const judged = cellVerdict(dr11, [sampleCheck('DR-11/stays-connected', 'fail')]);
  const told: RecordedEnd = { verdict: judged, problem: undefined, digest: digestOf(text) };
  const files = { 'history.jsonl': text, 'verdict.json': JSON.stringify(judged) };

  test('is the verdict that was told', () => {
    expect(leave(files, told)).toEqual({ verdict: judged, problem: undefined, events: history });
  });

  test('is that verdict, and a problem, where the stored one says otherwise', () => {
    const { verdict, problem } = leave({ ...files, 'verdict.json': good }, told);
    expect(verdict?.checks[0]?.verdict).toBe('fail');
    expect(problem).toBe('verdict.json is not what was judged');
  });

  test.each([
    ['was changed', { ...files, 'history.jsonl': text.replace('alice', 'carol') }],
    ['was taken away', { 'verdict.json': good }],
  ])('is nothing where the history %s', (_, left) => {
    const problem = 'history.jsonl is not what was recorded: somebody has changed it';
    expect(leave(left, told)).toMatchObject({ verdict: undefined, problem });
  });

  test('is never good where the process that recorded it ended without a word', () => {
    const end = { verdict: undefined, problem: 'its process ended (SIGKILL)', digest: undefined };
    expect(leave({ ...files, 'verdict.json': good }, end).problem).toBe('its process ended (SIGKILL)');
  });
});

describe('a history that is judged', () => {
  test('is the one that was recorded', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'history.jsonl'), text);
    expect(judgeFolder(folder, { strict: false, historyDigest: digestOf(text) }).verdict).toBeDefined();
    expect(judgeFolder(folder, { strict: false, historyDigest: digestOf('') })).toMatchObject({
      verdict: undefined,
      events: [],
    });
  });
});

describe('what a cell left behind', () => {
  test('is its verdict with the events of its history', () => {
    const outcome = leave({ 'history.jsonl': text, 'verdict.json': good });
    expect(outcome.verdict?.checks[0]?.verdict).toBe('pass');
    expect(outcome.events).toHaveLength(history.length);
    expect(outcome.problem).toBeUndefined();
  });

  test('is its finding with code and fields, where it has them', () => {
    const found = { code: 'call-lost', because: 'not-heard', fields: { party: 'alice', after: 12 } };
    const check = sampleCheck('DR-11/stays-connected', 'fail', found);
    const outcome = leave({ 'history.jsonl': text, 'verdict.json': JSON.stringify(cellVerdict(dr11, [check])) });
    expect(outcome.verdict?.checks[0]).toEqual(check);
  });

  test('is judged now when its worker ended before it could, and kept', () => {
    const outcome = leave({ 'history.jsonl': text });
    expect(outcome.verdict?.checks.map(({ id }) => id)).toEqual(planOf([dr11]).cells[0]?.checks);
    expect(existsSync(join(folder, 'verdict.json'))).toBe(true);
  });

  test('is nothing when its file was not as planned, and so it was not run', () => {
    mkdirSync(folder);
    refuseChanged(folder, { ...dr11, title: 'another' });
    const [outcome] = readOutcomes(run, planOf([dr11])).get('DR-11') ?? [];
    expect(outcome).toMatchObject({
      verdict: undefined,
      problem: 'its file changed after the run was planned: changed.json has what it said then',
    });
    expect(recordedFiles(run, 'DR-11')).toEqual(['changed.json']);
  });

  test('is nothing when it was recorded of a cell with other demands', () => {
    const other = text.replace('"requirement":"The call stays connected."', '"requirement":"Anything."');
    expect(other).not.toBe(text);
    const outcome = leave({ 'history.jsonl': other, 'verdict.json': good });
    expect(outcome.verdict).toBeUndefined();
    expect(outcome.problem).toBe('its history was recorded of a cell with other demands');
  });

  test('is not to be trusted when its history breaks off', () => {
    const outcome = leave({ 'history.jsonl': text.slice(0, -30), 'verdict.json': good });
    expect(outcome.problem).toBe('the worker ended in the middle of the cell');
  });

  test.each([
    ['nothing at all', {}, /ended before anything was recorded/],
    ['an empty history', { 'history.jsonl': '' }, /line 1 of its history/],
    ['a history that is none', { 'history.jsonl': 'nonsense\n' }, /line 1 of its history/],
    [
      'a verdict that is none',
      { 'history.jsonl': text, 'verdict.json': '{"cell":"DR-11"}' },
      /verdict\.json cannot be read/,
    ],
    ['half a verdict', { 'history.jsonl': text, 'verdict.json': good.slice(0, 50) }, /verdict\.json cannot be read/],
    [
      'the verdict of another cell',
      { 'history.jsonl': text, 'verdict.json': good.replace('DR-11"', 'DR-12"') },
      /speaks of DR-12/,
    ],
  ])('is no verdict when it is %s', (_, files, problem) => {
    const outcome = leave(files);
    expect(outcome.verdict).toBeUndefined();
    expect(outcome.problem).toMatch(problem);
  });

  test('is nothing when the cell was never begun', () => {
    const [outcome] = readOutcomes(run, planOf([dr11])).get('DR-11') ?? [];
    expect(outcome).toMatchObject({ verdict: undefined, problem: 'the run ended before the cell was begun' });
    expect(recordedFiles(run, 'DR-11')).toEqual([]);
  });

  test('a history that cannot be read does not stop the run', () => {
    mkdirSync(join(folder, 'history.jsonl'), { recursive: true });
    expect(judgeFolder(folder, { strict: false })).toMatchObject({
      verdict: undefined,
      problem: expect.stringMatching(/cannot be read/),
    });
  });
});
