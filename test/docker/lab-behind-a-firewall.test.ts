/**
 * A pair that somebody else has started, in a network namespace of its own: the outage is a firewall rule, which cuts the
 * primary off and lets it live. It needs root, as the engine does.
 */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Lab } from '../runs/lab.ts';
import { compliance, history, type Run, seen, start } from '../runs/parkspec.ts';

jest.setTimeout(300_000);

// The end of the range for benchmarks (RFC 2544), of which the networks of containers take the beginning.
const [PHONES, PRIMARY, BACKUP] = ['198.19.255.1', '198.19.255.2', '198.19.255.3'];
const space = `parkspec-${process.pid}`;
const [outside, inside] = [`pso${process.pid % 1e6}`, `psi${process.pid % 1e6}`];
const ip = (...args: readonly string[]): Buffer => execFileSync('ip', args);
const within = (...command: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', space, ...command]).toString();

/** For a candidate file, as one list: the rules in whose stead nothing gets to the primary or from it. */
function rule(change: '-I' | '-D'): string {
  const both = `iptables -w ${change} INPUT -d ${PRIMARY} -j DROP && iptables -w ${change} OUTPUT -s ${PRIMARY} -j DROP`;
  return `["/sbin/ip", netns, exec, ${space}, sh, -c, "${both}"]`;
}

const lines = {
  'remote:': `remote: { local: ${PHONES}, ports: 42000-44999 }`,
  'outage:': `outage: { do: { run: ${rule('-I')}, takes: primary }, within: 10s }`,
  '- { run:': `- { run: ${rule('-D')}, returns: primary }`,
};

let pair: Lab;

beforeAll(async () => {
  ip('netns', 'add', space);
  ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', space);
  ip('address', 'add', `${PHONES}/29`, 'dev', outside);
  ip('link', 'set', outside, 'up');
  for (const address of [PRIMARY, BACKUP]) ip('-n', space, 'address', 'add', `${address}/29`, 'dev', inside);
  for (const device of ['lo', inside]) ip('-n', space, 'link', 'set', device, 'up');
  pair = await Lab.start({ hosts: [PRIMARY, BACKUP], before: ['ip', 'netns', 'exec', space] });
});

afterAll(async () => {
  await pair?.end();
  // The interfaces go with it.
  ip('netns', 'delete', space);
});

function verdicts(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(compliance(run).cells.map(({ id, verdict }) => [id, verdict]));
}

/** As iptables lists them; none but the policies when nothing is dropped. */
const rules = (): readonly string[] =>
  within('iptables', '-S')
    .split('\n')
    .filter((line) => line.includes('DROP'));

test('a primary that a firewall cuts off is judged like any other, and served again afterwards', async () => {
  const cells = ['DR-11', 'DR-21', 'DR-23', 'DR-S1'];
  const run = start(pair.candidate(lines), '--yes', ...cells.flatMap((cell) => ['--cells', cell]));
  const { output } = await run.ended;
  expect({ ...verdicts(run), output }).toMatchObject(Object.fromEntries(cells.map((cell) => [cell, 'pass'])));
  expect(rules()).toEqual([]);
  // What the phones sent went to the pair and to each other.
  const asked = cells
    .flatMap((cell) => history(run, cell))
    .flatMap(({ kind, direction, remote }) => {
      return kind === 'sip' && direction === 'out' ? [String(remote).replace(/^udp:|:\d+$/g, '')] : [];
    });
  expect([...new Set(asked)].toSorted()).toEqual([PHONES, PRIMARY, BACKUP]);
});

test('after Ctrl-C in the middle of the outage no rule is left, and the primary answers', async () => {
  const run = start(pair.candidate(lines), '--yes', '--cells', 'DR-21');
  await seen(run, 'DR-21', (event) => event['phase'] === 'outage' && event['state'] === 'reached');
  expect(rules()).toHaveLength(2);
  run.child.kill('SIGINT');
  await run.ended;
  expect(rules()).toEqual([]);
  expect(await pair.status('primary')).toMatchObject({ registered: [], parked: [] });
});
