import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { FaultBench } from '../../../src/fault/fault-bench.ts';
import { run } from '../../../src/fault/run.ts';
import { Scripts } from '../../../src/runtime/process/scripts.ts';
import { marked } from '../../../src/runtime/process/stragglers.ts';
import { inTime } from '../patience.ts';
import { benchOf, poolAt } from './bench.ts';

const opened: Scripts[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((scripts) => scripts.close()));
});

function bench(options: Partial<Pick<FaultBench, 'within' | 'signal'>> & { notes?: string[] } = {}): FaultBench {
  const scripts = new Scripts('.');
  opened.push(scripts);
  const primary = poolAt('primary', { pid: 4711, address: { transport: 'tcp', host: '127.0.0.9', port: 5077 } });
  const backup = poolAt('backup', { http: { host: '127.0.0.1', port: 8081 } });
  return benchOf({ ...options, scripts, pools: { primary, backup } });
}

const shell = (text: string, more: { within?: number } = {}) =>
  ({ kind: 'run', command: ['sh', '-c', text], ...more }) as const;

/** A name that only the processes of one test have among their arguments. */
let drawn = 0;
function named(seconds: number): string {
  drawn += 1;
  return `${seconds}.${process.pid}${drawn}`;
}

function runs(argument: string): boolean {
  return marked('').some(({ command }) => command === `sleep ${argument}`);
}

describe('a script', () => {
  test('that ends well has been carried out, and what it printed is noted', async () => {
    const notes: string[] = [];
    expect(await run.apply(bench({ notes }), shell('echo out; echo err >&2'))).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/exit code 0 (out\nerr|err\nout)$/)]);
  });

  test('finds in its environment what the file names, and no token of the shell', async () => {
    process.env['PARKSPEC_TEST_TOKEN'] = 's3cret';
    const scripts = new Scripts('.', { LEVEL: 'debug', PASSED: '${env:PARKSPEC_TEST_TOKEN}' });
    opened.push(scripts);
    const text = 'echo "[$LEVEL] [$PASSED] [$PARKSPEC_TEST_TOKEN]"';
    const end = await scripts.run(['sh', '-c', text], 5_000, new AbortController().signal);
    delete process.env['PARKSPEC_TEST_TOKEN'];
    expect(end).toMatchObject({ kind: 'ended', output: '[debug] [s3cret] []' });
  });

  test('that ends badly has not', async () => {
    expect((await run.apply(bench(), shell('echo no power >&2; exit 3')))?.why).toMatch(
      / ended with exit code 3: no power$/,
    );
    expect((await run.apply(bench(), shell('kill -KILL $$')))?.why).toMatch(/ ended with SIGKILL$/);
  });

  test('that is not there could not be run', async () => {
    const failure = await run.apply(bench(), { kind: 'run', command: ['./no-such-script'] });
    expect(failure?.why).toMatch(/^\.\/no-such-script could not be run: .*no-such-script/);
  });

  test('that leaves a process behind is not waited for longer than its own', async () => {
    const sleep = named(600);
    const at = bench({ within: 60_000 });
    expect(await inTime(run.apply(at, shell(`sleep ${sleep} & echo done`)), 4_000)).toBeUndefined();
    expect(runs(sleep)).toBe(true);
    expect((await at.scripts.close()).map(({ command }) => command)).toEqual([`sleep ${sleep}`]);
    expect(runs(sleep)).toBe(false);
  });

  test('that overruns is named with its phase and its bound, and killed with all that it started', async () => {
    const [own, child, session] = [named(600), named(600), named(600)];
    const text = `sleep ${child} & setsid sleep ${session} & exec sleep ${own}`;
    expect(await run.apply(bench(), shell(text, { within: 300 }))).toEqual({
      why: `\`run: sh -c ${text}\` of phase failback took too long: its end did not come within 300 ms; if it needs more time: \`within\` beside it in the candidate file`,
      overran: true,
    });
    expect([own, child, session].filter(runs)).toEqual([]);
  });

  test('has the time of its transition unless told otherwise', async () => {
    expect((await run.apply(bench({ within: 200 }), shell('exec sleep 60')))?.why).toMatch(/within 200 ms/);
  });

  test('of a cell that is given up is killed at once', async () => {
    const sleep = named(600);
    const over = new AbortController();
    const running = run.apply(bench({ signal: over.signal }), shell(`exec sleep ${sleep}`));
    while (!runs(sleep)) await new Promise((resolve) => setImmediate(resolve));
    over.abort(new Error('the cell was ended: interrupted'));
    await expect(running).rejects.toThrow('the cell was ended: interrupted');
    expect(runs(sleep)).toBe(false);
  });

  test('that reads is told that nobody writes', async () => {
    expect(await run.apply(bench(), shell('cat'))).toBeUndefined();
  });

  test('is told where the pools are, and which processes', async () => {
    const notes: string[] = [];
    // oxlint-disable no-template-curly-in-string -- placeholders of candidate files
    const text =
      'echo ${primary.pid} ${primary.sip} ${primary.sip.host} ${backup.sip.port} ${backup.http} ${backup.http.port}';
    expect(await run.apply(bench({ notes }), shell(text))).toBeUndefined();
    expect(notes).toEqual([
      expect.stringMatching(/exit code 0 4711 tcp:127\.0\.0\.9:5077 127\.0\.0\.9 9 127\.0\.0\.1:8081 8081$/),
    ]);
    expect((await run.apply(bench(), shell('kill ${backup.pid}')))?.why).toMatch(
      /was not run: nothing to put in for \$\{backup\.pid\}: backup is running$/,
    );
    // oxlint-enable no-template-curly-in-string
  });

  test('that left a server behind does not stop it from writing', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const asked = once(server, 'request');
    const talker = `setInterval(() => console.log('x'.repeat(9999)), 1); setTimeout(() => fetch('http://127.0.0.1:${port}/'), 200)`;
    expect(await run.apply(bench(), shell(`${process.execPath} -e "${talker}" &`))).toBeUndefined();
    await asked;
    server.close();
    server.closeAllConnections();
  });
});
