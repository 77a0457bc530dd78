/** Candidates that park in other ways than RFC 5359: some cells of each; the kill matrix plays the whole table. */
import { expect, jest, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compliance, fixture, history, type Run, start, temporaryFolder } from './parkspec.ts';

jest.setTimeout(240_000);

/** The messages of a cell that are SIP, in their order. */
function sipOf(run: Run, cell: string): ReadonlyArray<{ readonly direction: string; readonly text: string }> {
  return history(run, cell)
    .filter(({ kind }) => kind === 'sip')
    .map(({ direction, text }) => ({ direction: String(direction), text: String(text) }));
}

/** A busy machine is nobody's fault. */
const AGAIN = ['--retries', '2', '--allow-flaky'];

test.each([
  ['one-touch-slot', ['DR-11', 'DR-12', 'DR-33']],
  ['valet', ['DR-22', 'DR-23', 'DR-S4']],
  ['b2bua-lot', ['DR-12', 'DR-S4']],
  ['b2bua-valet', ['DR-22', 'DR-S5']],
  ['b2bua-rfc5359', ['DR-13', 'DR-33']],
  ['b2bua-dtmf', ['DR-12', 'DR-S8']],
  ['b2bua-attended', ['DR-11', 'DR-13']],
  ['b2bua-body', ['DR-12', 'DR-S4']],
  ['b2bua-hook', ['DR-12', 'DR-S5']],
])('the reference server conforms as %s', async (dialect, names) => {
  const chosen = names.flatMap((name) => ['--cells', name]);
  const run = start(fixture(`candidates/${dialect}.yaml`), ...chosen, ...AGAIN);
  await run.ended;
  const { cells } = compliance(run);
  const checks = cells.flatMap((cell) => cell.checks);
  expect(cells.map(({ id }) => id)).toEqual(names);
  // One that passed in another attempt is flaky.
  expect(checks.filter(({ verdict, flaky }) => verdict !== 'pass' && flaky !== true)).toEqual([]);
});

test('a server may tell the parker of its park before it answers the REFER (RFC 3515 2.4.4, RFC 6665 4.1.2.4)', async () => {
  const folder = temporaryFolder();
  const varied = join(folder, 'candidate.yaml');
  const usual = readFileSync(fixture('candidates/b2bua-slot.yaml'), 'utf8');
  writeFileSync(
    varied,
    usual.replace('- --dialect', '- --variation\n    - notifies-before-answering\n    - --dialect'),
  );
  const run = start(varied, '--cells', 'DR-12', ...AGAIN);
  await run.ended;
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  expect(checks.filter(({ verdict, flaky }) => verdict !== 'pass' && flaky !== true)).toEqual([]);
  const came = sipOf(run, 'DR-12').filter(({ direction }) => direction === 'in');
  const told = came.findIndex(({ text }) => /^NOTIFY [^]*^Event: refer/m.test(text));
  const answered = came.findIndex(({ text }) => /^SIP\/2\.0 2[^]*^CSeq: \d+ REFER/m.test(text));
  expect(told).toBeGreaterThanOrEqual(0);
  expect(told).toBeLessThan(answered);
});

test('a defect is found in another dialect too', async () => {
  const run = start(
    fixture('candidates/one-touch-slot.yaml'),
    '--cells',
    'DR-12',
    '--defect',
    'parks-in-resiliency-mode',
  );
  await run.ended;
  const red = compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'fail'));
  expect(red.map(({ id }) => id)).toContain('DR-12/park-refused');
});
