/** A candidate that tells its secrets wherever it can: none is in a file, on the terminal, or in an argument list. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import { candidateFile } from './candidate-file.ts';
import { Leaks } from './leaks.ts';
import { compliance, fixture, folderOf, type Run, start } from './parkspec.ts';

jest.setTimeout(180_000);

const SECRETS = ['pä"ss wörd/+&%41', 'api-token-0815-x', 'ci-token-4711-yy'];
const [PASSWORD = '', API_TOKEN = '', CI_TOKEN = ''] = SECRETS;

const leaks = new Leaks(SECRETS, 'alice');

function leaky(habit: string): string {
  const file = candidateFile({
    lines: {
      'accounts:': `accounts: { password: ${JSON.stringify(PASSWORD)} }`,
      'env:': `env: { PARK_PASSWORD: "\${password}", API_TOKEN: ${API_TOKEN}, CI_TOKEN: "\${env:CI_TOKEN}" }`,
      'pools:': 'secrets: [API_TOKEN]\npools:',
    },
  });
  const server = /- .*\/dist\/reference\/server\.js/;
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(server, `- ${fixture('candidates/leaky.mjs')}\n    - ${habit}`),
  );
  return file;
}

function run(habit: string, ...args: readonly string[]): Run {
  process.env['CI_TOKEN'] = CI_TOKEN;
  return start(leaky(habit), ...args);
}

test('a leak would be found', () => {
  expect(leaks.in(Buffer.from(`x${PASSWORD}x`))).toBe(true);
  expect(
    leaks.in(Buffer.from(Buffer.from(`{"a":"${API_TOKEN} and more than enough to be seen"}`).toString('base64'))),
  ).toBe(true);
});

test('a server that tells its secrets is judged as it deserves, and none of them is told', async () => {
  const going = run('talks', '--cells', 'DR-22', '--cells', 'DR-31');
  const inArguments = await leaks.inArguments(going.ended);
  const { output } = await going.ended;
  expect([...inArguments]).toEqual([]);
  expect(leaks.below(going.reports)).toEqual([]);
  expect(leaks.in(Buffer.from(output))).toBe(false);
  const cells = compliance(going).cells.filter(({ id }) => ['DR-22', 'DR-31'].includes(id));
  expect(cells.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);

  // It did tell them, and who reads the history can see where.
  const text = readFileSync(join(folderOf(going, 'DR-22'), 'history.jsonl'), 'utf8');
  expect(text).toMatch(/X-Leak: \*{10,}/);
  expect(text).toMatch(/I know \*{10,}/);
  expect(text).toMatch(/POST backup\/failover: 200 \*{10,}/);
  expect(text).toMatch(/response=\\"\*{32,64}\\"/);
  expect(readFileSync(join(folderOf(going, 'DR-22'), 'primary.log'), 'utf8')).toMatch(
    /^slowly: \*{10,} \*{10,} \*{10,}$/m,
  );
});

test('its history is judged again as in the run', async () => {
  const going = run('talks', '--cells', 'DR-31');
  await going.ended;
  const folder = folderOf(going, 'DR-31');
  const { stdout } = await parkspec(['judge', join(folder, 'history.jsonl'), '--json']);
  expect(JSON.parse(stdout)).toEqual([JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8'))]);
});

test('the plan and the histories are for the eyes of their owner, and reports for those of the umask', async () => {
  const going = run('talks', '--cells', 'DR-31');
  await going.ended;
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  expect(modeOf(join(folderOf(going, 'DR-31'), '../run.json'))).toBe(0o600);
  expect(modeOf(join(folderOf(going, 'DR-31'), 'history.jsonl'))).toBe(0o600);
  expect(modeOf(join(going.reports, 'index.html'))).toBe(0o666 & ~process.umask());
});

test('a server that ends with its secrets as last words is quoted without them', async () => {
  const going = run('fails', '--cells', 'DR-31', '--retries', '1');
  const { code, output } = await going.ended;
  expect(code).toBe(64);
  expect(output).toContain('fatal: cannot log in with');
  expect(leaks.in(Buffer.from(output))).toBe(false);
  expect(leaks.below(going.reports)).toEqual([]);
});
