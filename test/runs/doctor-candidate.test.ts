/** `parkspec doctor --candidate`: all steps of a server that works, and the first that does not of one that is broken. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { eventually, start as startProgram } from '../cli/parkspec.ts';
import { candidateFile, type Exchanged } from './candidate-file.ts';
import { nothingLeft, type Run, temporaryFolder } from './parkspec.ts';

jest.setTimeout(240_000);

const STEPS = ['reachable', 'registers', 'calls', 'parks', 'orbit', 'state', 'retrieves'];
const TRANSITIONS = ['outage', 'failover', 'failed-over', 'failback', 'restored'];
const START = 'bounds: { start: 3s, park: 1s, disconnect: 1500ms, gap: 300ms, setup: 2s, probe: 500ms, cell: 30s }';

function doctor(exchanged: Exchanged, ...args: readonly string[]): Run {
  const reports = temporaryFolder();
  const file = candidateFile(exchanged);
  const command = ['doctor', '--candidate', file, '--reports', reports, ...args];
  return { ...startProgram(command, { env: { LC_PARKSPEC_TEST: reports } }), reports };
}

function defect(id: string): Exchanged['lines'] {
  return { '- ${defect}': `- ${id}` };
}

interface Told {
  readonly works: boolean;
  readonly sentence?: string;
  readonly steps: ReadonlyArray<{ readonly name: string; readonly took?: number; readonly stumble?: object }>;
  readonly history: string;
}

test('a server that works has a tick and a time for each step, and its history is judged like every other', async () => {
  const run = doctor({}, '--json');
  const { code, stdout } = await run.ended;
  const told = JSON.parse(stdout) as Told;
  expect(told.steps.map(({ name }) => name)).toEqual([...STEPS, ...TRANSITIONS]);
  // The orbit is told by the park itself.
  expect(told.steps.filter(({ took = 0 }) => took <= 0).map(({ name }) => name)).toEqual(['orbit']);
  expect([code, told.works]).toEqual([0, true]);
  expect(isAbsolute(told.history)).toBe(true);
  expect(readFileSync(told.history, 'utf8')).toContain('"kind":"end"');
  const judged = await startProgram(['judge', told.history]).ended;
  expect(judged.stdout).toMatch(/✓ doctor\/parks/);
  await nothingLeft(run);
});

describe('the first step that does not work is told', () => {
  test.each<[string, Exchanged['lines'], string, number, readonly RegExp[]]>([
    [
      'of a program that is not there',
      { '- ${node}': '- /nowhere/park-server' },
      'reachable',
      64,
      [/ended by itself \(exit code 127\)/, /exec: \/nowhere\/park-server: not found/, /is its program there/],
    ],
    [
      'of a program that ends with a message',
      { '- --orbits': '- --orbitz' },
      'reachable',
      64,
      [/ended by itself \(exit code 64\)/, /last output: Unknown option '--orbitz'/, /started as: .*--orbitz \d+-\d+/],
    ],
    [
      'of a server at the wrong port',
      { '- ${sip}': '- udp:127.0.0.1:0', 'bounds:': START },
      'reachable',
      2,
      [/did not answer OPTIONS at udp:127\.0\.0\.1:\d+ within 3 s/],
    ],
    [
      'of a registrar of another domain',
      { '- ${domain}': '- other.example', 'bounds:': START },
      'registers',
      2,
      [/✓ reachable/, /REGISTER was answered 403 Not Our Domain/, /SIP\/2\.0 403 Not Our Domain/, /`domain`/],
    ],
    [
      'of a registrar with another password',
      { 'env: {': 'env: { PARK_PASSWORD: another }', 'bounds:': START },
      'registers',
      2,
      [/REGISTER with credentials was answered 401/, /the password is refused/],
    ],
    [
      'of a server that never parks',
      defect('accepts-parks-and-forgets'),
      'parks',
      2,
      [/✓ calls/, /bob could not park call A on primary/, /SIP\/2\.0 202 Accepted/, /`park\.proof`/],
    ],
    [
      'of a transition that the server does not know',
      { 'failed-over:': 'failed-over: { do: { http: { post: backup/no/such/order } }, within: 5s }' },
      'failed-over',
      2,
      [/✓ failover/, /observed: .*no\/such\/order/, /transitions\.failed-over/],
    ],
    [
      'of a transition whose proof does not come',
      { 'failover:': 'failover: { do: { http: { post: backup/failover } }, until: { answers: primary }, within: 1s }' },
      'failover',
      2,
      [/✓ outage/, /observed: +primary does not answer OPTIONS/, /expected: .*the primary answers OPTIONS, within 1 s/],
    ],
  ])('%s', async (_, lines, step, exit, said) => {
    const run = doctor({ lines: lines ?? {} });
    const { code, output } = await run.ended;
    expect(output.match(/^✗ (\S+)/m)?.[1]).toBe(step);
    for (const words of said) expect(output).toMatch(words);
    expect(code).toBe(exit);
    const history = /^ {2}history: +(\S+)$/m.exec(output)?.[1] ?? 'none';
    expect(existsSync(resolve(history))).toBe(true);
    await nothingLeft(run);
  });
});

test('a server that lets no audio through is found at the call', async () => {
  const run = doctor({ habit: 'mutes' });
  const { code, output } = await run.ended;
  expect(output).toMatch(/✓ registers/);
  expect(output.match(/^✗ (\S+)/m)?.[1]).toBe('calls');
  expect(output).toMatch(/observed: .*(did not hear each other|heard nothing)/);
  expect(output).toMatch(/try: +the audio: PCMU/);
  expect(code).toBe(2);
  await nothingLeft(run);
});

test('an interrupted walk leaves no process', async () => {
  const run = doctor({});
  let told = '';
  run.child.stdout?.on('data', (text: string) => {
    told += text;
  });
  await eventually('the registration', 60_000, () => (told.includes('registers') ? true : undefined));
  run.child.kill('SIGINT');
  const { code, output } = await run.ended;
  expect(code).toBe(130);
  expect(output).toContain('the walk was interrupted');
  await nothingLeft(run);
});
