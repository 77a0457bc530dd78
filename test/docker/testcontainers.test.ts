/** Containers of a test become pools: made with Testcontainers, in jest's sandbox, on the built program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { GenericContainer, PullPolicy, Wait } from 'testcontainers';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { type BenchContainers, benchFor } from '../../src/index.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { parseOwner } from '../../src/process-owner.ts';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { eventually } from '../cli/parkspec.ts';
import { temporaryFolder } from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(120_000);

const MARK = `test-containers-${process.pid}`;
const FILE = join(PACKAGE_ROOT, 'containers/reference/docker.yaml');
type Words = { docker: { command: string[] }; pools: object; bounds?: object; runtime?: string };
const { docker: stated, runtime: _runtime, bounds: _bounds, ...words } = load(readFileSync(FILE, 'utf8')) as Words;
let image = '';
const benches: ChildProcess[] = [];

beforeAll(async () => {
  // No registry can be reached from the gate, and so no image of Ryuk.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const reading = loadCandidate(readFileSync(FILE, 'utf8'), FILE);
  const source = 'candidate' in reading ? reading.candidate.docker?.image : undefined;
  if (source === undefined) throw new Error(`${FILE} has no image`);
  image = await provideImage(await openEngine(), source);
});
afterEach(async () => {
  for (const child of benches.splice(0)) child.kill('SIGKILL');
  await nothingLeft();
});

async function nothingLeft(): Promise<void> {
  const deadline = Date.now() + 20_000;
  let found = await left();
  // oxlint-disable-next-line no-await-in-loop -- one look after the other
  while (found !== '' && Date.now() < deadline) found = await left();
  expect(found).toBe('');
}

async function left(): Promise<string> {
  const label = ['--filter', `label=mark=${MARK}`];
  const containers = await docker('ps', '-aq', ...label);
  return `${containers}${await docker('network', 'ls', '-q', '--filter', 'name=parkspec-hand')}`;
}

function pool(...more: readonly string[]): GenericContainer {
  return new GenericContainer(image)
    .withCommand([...stated.command, ...more])
    .withEnvironment({ PARK_PASSWORD: '${password}', GREETING: 'a=b' })
    .withLabels({ mark: MARK });
}

function bench(containers: Pick<BenchContainers, 'primary' | 'backup'>, directory = temporaryFolder()) {
  return benchFor({ ...words, ...containers }, { name: 'hand', directory });
}

test('containers of a test are pools as they were made, through an outage and back', async () => {
  const heard: string[] = [];
  const directory = temporaryFolder();
  const primary = pool()
    .withWaitStrategy(Wait.forHttp('/status', 8080).forStatusCodeMatching((code) => code < 500))
    .withExposedPorts(8080)
    .withNetworkAliases('the-first')
    .withCopyContentToContainer([{ content: 'here', target: '/srv/copied' }])
    .withPullPolicy(PullPolicy.defaultPolicy())
    .withLogConsumer((stream) => stream.on('data', (line) => heard.push(String(line))));
  await using opened = await bench({ primary, backup: pool() }, directory);
  const name = await docker(
    'ps',
    '--filter',
    `label=mark=${MARK}`,
    '--filter',
    'name=primary',
    '--format',
    '{{.Names}}',
  );
  expect(await docker('exec', name, 'sh', '-c', 'cat /srv/copied; echo " $GREETING"; getent hosts the-first')).toMatch(
    /^here a=b\n\d+\.\d+\.\d+\.\d+\s+the-first$/,
  );
  const { alice, bob, carol } = opened;
  const first = await alice.call(bob);
  await bob.park(first);
  await opened.outage();
  expect(await opened.check('gone', { is: 'disconnected', call: first })).toMatchObject({ verdict: 'pass' });
  await opened.reach('failed-over');
  const next = await carol.call(alice);
  expect(await opened.check('parkable', { can: 'park', call: next, by: 'alice' })).toMatchObject({ verdict: 'pass' });
  await opened.reach('restored');
  expect((await opened.close()).checks.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    'hand/gone pass',
    'hand/parkable pass',
    'hand/aftermath pass',
  ]);
  expect(heard.join('')).not.toBe('');
  const log = readFileSync(join(directory, 'primary.log'), 'utf8');
  expect(log.split(heard[0]?.trim() ?? 'nothing')).toHaveLength(3);
});

test('a server that refuses parks in normal service is red', async () => {
  const keep = ['--defect', 'refuses-before-any-outage'];
  await using opened = await bench({ primary: pool(...keep), backup: pool(...keep) });
  const call = await opened.alice.call(opened.bob);
  const verdict = await opened.check('parkable', { can: 'park', call, by: 'bob' });
  expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.any(String) });
});

test('a wait strategy that is not met is told, with the last output of the container', async () => {
  const never = pool()
    .withCommand([])
    .withEntrypoint(['sh', '-c', 'echo no licence found; sleep 60'])
    .withWaitStrategy(Wait.forLogMessage('ready to serve').withStartupTimeout(1_500));
  await expect(bench({ primary: never, backup: pool() })).rejects.toThrow(
    /primary could not be started: its wait strategy is not met: .*ready to serve.*its last output: .*no licence found/s,
  );
});

test('a container that cannot be made is told', async () => {
  const nowhere = pool().withCopyFilesToContainer([{ source: '/no/such/file', target: '/srv/x' }]);
  await expect(bench({ primary: nowhere, backup: pool() })).rejects.toThrow(
    /Testcontainers made no container of primary: .*no\/such\/file/,
  );
});

test.each<readonly [string, object, RegExp]>([
  ['one alone', { primary: pool() }, /container of backup is missing: give one/],
  [
    'a name',
    { primary: 'my/park', backup: pool() },
    /container of primary is no container of Testcontainers, but a string/,
  ],
  ['one that runs', { primary: { getId: () => 'x' }, backup: pool() }, /primary runs already/],
  ['a network', { primary: pool(), backup: pool().withNetworkMode('host') }, /backup is in the network host/],
  ['reuse', { primary: pool().withReuse(), backup: pool() }, /primary is made to be reused/],
  ['another runtime', { primary: pool(), backup: pool(), process: {} }, /`process` has no meaning beside containers/],
])('refuses %s', async (_, containers, why) => {
  await expect(benchFor({ ...words, ...containers })).rejects.toThrow(why);
});

test('refuses one container for both', async () => {
  const both = pool();
  await expect(bench({ primary: both, backup: both })).rejects.toThrow(/the same container: make one for each/);
});

test.each(['the test', 'the test and its bench'])('nothing is left when %s is killed', async (who) => {
  const program = `
    import { GenericContainer } from 'testcontainers';
    import { benchFor } from 'parkspec';
    const [image, words, directory] = process.argv.slice(1);
    const { command, ...candidate } = JSON.parse(words);
    const pool = () => new GenericContainer(image).withCommand(command).withEnvironment({ PARK_PASSWORD: '\${password}' })
      .withLabels({ mark: '${MARK}' });
    await benchFor({ ...candidate, primary: pool(), backup: pool() }, { name: 'hand', directory });
    console.log('up');
  `;
  const given = [image, JSON.stringify({ ...words, command: stated.command }), temporaryFolder()];
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...given], {
    cwd: PACKAGE_ROOT,
    // Jest's sandbox keeps its variables to itself.
    env: { ...process.env },
  });
  benches.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  await eventually('the bench is up', 60_000, () => {
    if (child.exitCode !== null) throw new Error(said);
    return said.includes('up\n') || undefined;
  });
  expect(await left()).not.toBe('');
  const owner = await docker('ps', '--filter', `label=mark=${MARK}`, '--format', '{{.Label "org.parkspec.owner"}}');
  benches.splice(0);
  child.kill('SIGKILL');
  const pid = parseOwner(owner.split('\n')[0] ?? '')?.pid;
  if (pid === undefined) throw new Error(`no owner: ${owner}`);
  if (who !== 'the test') process.kill(pid, 'SIGKILL');
  await nothingLeft();
});
