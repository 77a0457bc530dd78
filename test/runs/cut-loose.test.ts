/** Candidates that start something, give it an empty environment and a session of its own, and let go of it. */
import { readdirSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../cli/parkspec.ts';
import { candidateFile } from './candidate-file.ts';
import { carriersOf, compliance, nothingLeft, type Run, readProc, seen, start } from './parkspec.ts';

jest.setTimeout(120_000);

let count = 0;

/** How long the helper would stay, which no other process on the machine does: its arguments show it. */
function uniqueTime(): string {
  count += 1;
  return `600.${process.pid}${count}`;
}

/** A candidate of which each pool runs these words of a shell before it becomes the server. */
function startWith(words: (time: string) => string, ...cells: readonly string[]): { run: Run; left: () => number } {
  const time = uniqueTime();
  const script = JSON.stringify(`${words(time)}; exec "$0" "$@"`);
  // oxlint-disable-next-line no-template-curly-in-string -- a placeholder of candidate files
  const lines = { '- ${node}': `- /bin/sh\n    - -c\n    - ${script}\n    - \${node}` };
  const run = start(candidateFile({ lines }), ...cells.flatMap((cell) => ['--cells', cell]));
  return { run, left: () => helpers(time).length };
}

function helpers(time: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && readProc(pid, 'cmdline').split('\0').includes(time));
}

const quiet = '</dev/null >/dev/null 2>&1';
const TRICKS: ReadonlyArray<readonly [string, (time: string) => string]> = [
  ['in a session of its own', (time) => `env -i setsid -f sleep ${time} ${quiet}`],
  ['by two parents that end', (time) => `env -i sh -c 'setsid sh -c "setsid sleep ${time} & exit" & exit' ${quiet}`],
  ['that starts another one', (time) => `env -i setsid -f sh -c 'sleep ${time}; sleep ${time}' ${quiet}`],
];

describe('a helper without an environment', () => {
  test.each(TRICKS)('%s does not outlive the run', async (_, words) => {
    const { run, left } = startWith(words, 'DR-31');
    await eventually('the helper', 30_000, () => (left() > 0 ? true : undefined));
    expect((await run.ended).output).toContain('✓ DR-31 2/2');
    expect(left()).toBe(0);
    expect(compliance(run).cells[0]?.verdict).toBe('pass');
  });

  test('of one cell leaves when the cells that ran beside it are over, and none of theirs is killed before', async () => {
    const { run, left } = startWith(TRICKS[0]?.[1] ?? String, 'DR-31', 'DR-21', 'DR-11');
    const { output } = await run.ended;
    expect(output).toMatch(/✓ DR-11[\s\S]*✓ DR-21[\s\S]*✓ DR-31/);
    expect(left()).toBe(0);
  });

  test.each(['the command line', 'the engine'])('does not outlive a kill of %s for long', async (victim) => {
    const { run, left } = startWith(TRICKS[0]?.[1] ?? String, 'DR-31');
    await eventually('the helper', 30_000, () => (left() > 0 ? true : undefined));
    const engines = carriersOf(run).filter((pid) => readProc(pid, 'cmdline').includes('cell-process'));
    expect(engines.length).toBeGreaterThan(0);
    // By then both have been there for longer than the time between two looks.
    await seen(run, 'DR-31', ({ kind, phase }) => kind === 'phase' && phase === 'outage');
    if (victim === 'the engine') for (const pid of engines) process.kill(Number(pid), 'SIGKILL');
    else run.child.kill('SIGKILL');
    await run.ended;
    await nothingLeft(run);
    expect(await eventually('the end of the helper', 15_000, () => (left() === 0 ? true : undefined))).toBe(true);
  });
});
