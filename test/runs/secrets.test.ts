/** A candidate that tells its secrets wherever it can: none is in a file, on the terminal, or in an argument list. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import { candidateFile } from './candidate-file.ts';
import { compliance, fixture, folderOf, type Run, start } from './parkspec.ts';

jest.setTimeout(180_000);

const SECRETS = ['pä"ss wörd/+&%41', 'api-token-0815-x', 'ci-token-4711-yy'];
const [PASSWORD = '', API_TOKEN = '', CI_TOKEN = ''] = SECRETS;

/** What a reader who looks for a secret would look for. */
const NEEDLES = SECRETS.flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(`alice:${secret}`).toString('base64').slice(9, -4),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('latin1'),
]);

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

/** The command lines of all processes in which a secret stands, seen until the promise resolves. */
async function seenInArguments(until: Promise<unknown>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const over = new AbortController();
  void until.then(() => over.abort());
  while (!over.signal.aborted) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const line = contentOf(join('/proc', pid, 'cmdline'));
      if (holdsSecret(line)) found.add(line.toString().replaceAll('\0', ' '));
    }
    // Often enough to see each process that lives for a moment, and seldom enough to leave the run its processor.
    await delay(40);
  }
  return found;
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Also in what is base64 in it, as the data of a page. */
function holdsSecret(octets: Buffer): boolean {
  if (octets.length === 0) return false;
  if (NEEDLES.some((needle) => octets.includes(needle))) return true;
  const runs = octets.toString('latin1').match(/[A-Za-z0-9+/]{40,}/g) ?? [];
  return runs.some((text) => NEEDLES.some((needle) => Buffer.from(text, 'base64').includes(needle)));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function leaksBelow(folder: string): readonly string[] {
  return filesBelow(folder).filter((path) => holdsSecret(readFileSync(path)));
}

test('a leak would be found', () => {
  expect(holdsSecret(Buffer.from(`x${PASSWORD}x`))).toBe(true);
  expect(
    holdsSecret(Buffer.from(Buffer.from(`{"a":"${API_TOKEN} and more than enough to be seen"}`).toString('base64'))),
  ).toBe(true);
});

test('a server that tells its secrets is judged as it deserves, and none of them is told', async () => {
  const going = run('talks', '--cells', 'DR-22', '--cells', 'DR-31');
  const inArguments = await seenInArguments(going.ended);
  const { output } = await going.ended;
  expect([...inArguments]).toEqual([]);
  expect(leaksBelow(going.reports)).toEqual([]);
  expect(holdsSecret(Buffer.from(output))).toBe(false);
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
  expect(holdsSecret(Buffer.from(output))).toBe(false);
  expect(leaksBelow(going.reports)).toEqual([]);
});
