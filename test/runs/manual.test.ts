/** An operator is asked to take the primary away: by a file where there is no terminal, by Enter where there is one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../cli/parkspec.ts';
import { candidateFile } from './candidate-file.ts';
import {
  compliance,
  type Event,
  history,
  nothingLeft,
  poolPids,
  type Run,
  start,
  temporaryFolder,
} from './parkspec.ts';

jest.setTimeout(180_000);

const PATIENCE = 60_000;
const PULL = 'Pull the network cable of the primary';

function byOperator(more = ''): string {
  const outage = `outage: { do: { manual: ${PULL}, takes: primary, within: 90s${more} }, within: 10s }`;
  return candidateFile({ lines: { 'outage:': outage } });
}

/** What an operator does: the primary is the pool that was started first. */
function pull(run: Run, cell: string): void {
  const [pid = 0] = poolPids(run, cell);
  process.kill(pid, 'SIGKILL');
}

function asked(run: Run, cell: string): Event | undefined {
  return history(run, cell).find(({ text }) => String(text).startsWith(`asked the operator: ${PULL}`));
}

function questions(run: Run): ReadonlyMap<string, Event> {
  const cells = ['DR-11', 'DR-21'].map((cell) => [cell, asked(run, cell)] as const);
  return new Map(cells.flatMap(([cell, event]) => (event === undefined ? [] : [[cell, event] as const])));
}

test('without a terminal a file confirms, and one cell asks at a time', async () => {
  const run = start(byOperator(), '--cells', 'DR-11', '--cells', 'DR-21', '--workers', '4');
  let printed = '';
  run.child.stdout?.on('data', (text: string) => (printed += text));
  const done = new Set<string>();
  for (const count of [1, 2]) {
    const [cell = ''] = await eventually(`question ${count}`, PATIENCE, () => {
      const open = [...questions(run).keys()].filter((each) => !done.has(each));
      expect(open.length).toBeLessThan(2);
      return open.length === 0 ? undefined : open;
    });
    const told = new RegExp(
      `^${cell}, outage: ${PULL}\nWhen it is done, make the file (.*) \\(within 90 s\\)\\.$`,
      'm',
    );
    const [, file = ''] = await eventually(`the words for ${cell}`, PATIENCE, () => told.exec(printed) ?? undefined);
    pull(run, cell);
    writeFileSync(file, '');
    done.add(cell);
  }
  await run.ended;
  const cells = compliance(run).cells.filter(({ id }) => done.has(id));
  expect(cells.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['DR-11 pass', 'DR-21 pass']);
  const faults = history(run, 'DR-21').filter(({ kind, effect }) => kind === 'fault' && effect === 'takes');
  expect(faults).toMatchObject([
    { fault: 'manual', pool: 'primary', state: 'intended' },
    { fault: 'manual', pool: 'primary', state: 'applied' },
  ]);
  expect(history(run, 'DR-21')).toContainEqual(
    expect.objectContaining({ kind: 'note', text: expect.stringMatching(/^the operator has confirmed by .*done-1: /) }),
  );
});

test('a file that was there before confirms nothing, and the lack of an answer is no verdict on the server', async () => {
  const confirm = join(temporaryFolder(), 'done');
  writeFileSync(confirm, 'of an earlier run');
  const file = byOperator(`, confirm: ${confirm}`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('within: 90s', 'within: 1s'));
  const run = start(file, '--cells', 'DR-11');
  expect((await run.ended).code).toBe(2);
  const [cell] = compliance(run).cells.filter(({ id }) => id === 'DR-11');
  expect(cell?.verdict).toBe('inconclusive');
  expect(cell?.checks[0]?.reason).toMatch(
    /`manual: Pull the network cable of the primary` of phase outage took too long: its confirmation did not come within 1000 ms/,
  );
});

interface OnTerminal extends Run {
  type(keys: string): void;
  shown(): string;
}

/** The program on a pseudo terminal of its own, with which the test types. */
function onTerminal(...args: readonly string[]): OnTerminal {
  const reports = temporaryFolder();
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const words = [process.execPath, program, 'run', '--reports', reports, ...args].map((word) => `'${word}'`);
  const child: ChildProcess = spawn(
    'script',
    ['-qefc', `stty cols 100 rows 40; exec ${words.join(' ')}`, '/dev/null'],
    {
      env: { ...process.env, JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let shown = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout: shown, stderr: '', output: shown }));
  });
  return { child, reports, ended, type: (keys) => void child.stdin?.write(keys), shown: () => shown };
}

const ESCAPE = String.fromCodePoint(0x1b);
const ORDER = new RegExp(`^${ESCAPE}\\[(\\d*)([A-Za-z])$`);
const PARTS = new RegExp(`${ESCAPE}\\[\\d*[A-Za-z]|\\r|\\n|[^${ESCAPE}\\r\\n]+`, 'g');

/** The lines of a terminal after all that was written to it. */
function screen(written: string): readonly string[] {
  const lines = [''];
  let row = 0;
  for (const [part] of written.matchAll(PARTS)) {
    const [, count = '', order] = ORDER.exec(part) ?? [];
    if (part === '\n') row += 1;
    else if (order === 'A') row -= Number(count || 1);
    else if (order === 'K') lines[row] = '';
    else if (order === 'J') lines.splice(row);
    else if (order === undefined && part !== '\r') lines[row] = (lines[row] ?? '') + part;
    lines[row] ??= '';
  }
  return lines;
}

test('on a terminal Enter confirms, and the progress stays what it was', async () => {
  const run = onTerminal(byOperator(), '--cells', 'DR-11');
  // What was typed before anything was asked confirms nothing.
  run.type('\n\n');
  await eventually('the question', PATIENCE, () => (run.shown().includes(`DR-11, outage: ${PULL}`) ? true : undefined));
  expect(run.shown()).toMatch(/When it is done, press Enter, or make the file[^]*?done-1/);
  pull(run, 'DR-11');
  run.type('yes\n');
  const { stdout } = await run.ended;
  expect(history(run, 'DR-11')).toContainEqual(
    expect.objectContaining({ text: `the operator has confirmed on the terminal: ${PULL}` }),
  );
  const [cell] = compliance(run).cells.filter(({ id }) => id === 'DR-11');
  expect(cell?.verdict).toBe('pass');
  // Of the live block and the question nothing is left.
  const left = screen(stdout).filter((line) => /^[·›]|outage: Pull|press Enter/.test(line));
  expect(left).toEqual([]);
});

test('Ctrl-C ends a run that waits for an operator', async () => {
  const run = onTerminal(byOperator(), '--cells', 'DR-11');
  await eventually('the question', PATIENCE, () => (run.shown().includes(`DR-11, outage: ${PULL}`) ? true : undefined));
  run.type('\u0003');
  await run.ended;
  expect(history(run, 'DR-11').at(-1)).toMatchObject({ kind: 'end', why: 'interrupted' });
  expect(await nothingLeft(run)).toBe(true);
});
