/** Attacks of a server in a container on the machine that tests it: each is kept from it, and told. */
import { Secrets } from '../../src/secrets.ts';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { prepare } from '../../src/runtime/docker/docker-pools.ts';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { PHONE_IMAGE } from '../../src/runtime/docker/phone-image.ts';
import type { Pools } from '../../src/runtime/pools.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import type { ReachedLimit } from '../../src/history/event.ts';
import { createServer } from 'node:net';
import { eventually } from '../cli/parkspec.ts';
import { temporaryFolder } from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(120_000);

const never = new AbortController().signal;
const opened: Pools[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pools) => pools.close()));
});

/** Answers OPTIONS, and does no more. */
const SERVER = `require('node:dgram').createSocket('udp4').on('message', function (m, from) {
  this.send('SIP/2.0 200 OK\\r\\n\\r\\n', from.port, from.address);
}).bind(5060, process.argv[1]);`;

interface Docker {
  readonly limits?: object;
  readonly capabilities?: readonly string[];
}

/** A primary that serves, and beside it does what `attack` says, as JavaScript. */
async function attacked(attack: string, more: Docker = {}) {
  const command = ['node', '-e', `${SERVER}\n${attack}`, '${sip.host}'];
  const reading = loadCandidate(
    JSON.stringify({
      name: 'x',
      runtime: 'docker',
      docker: { image: 'node:20-bookworm-slim', command, ...more },
      pools: { primary: { sip: 'udp:auto', orbits: '1-2' }, backup: { sip: 'udp:auto', orbits: '3-4' } },
    }),
    'x.yaml',
  );
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  const told: ReachedLimit[] = [];
  const directory = temporaryFolder();
  const pools = await prepare(reading.candidate, {
    run: `test-${process.pid}`,
    cell: 'X-1',
    directory,
    record: () => undefined,
    secrets: new Secrets(),
    onStragglers: () => undefined,
    onNote: () => undefined,
    onLimit: (limit) => told.push(limit),
    onTrouble: (error) => {
      throw error;
    },
  });
  opened.push(pools);
  const { primary } = pools.byName;
  expect(await primary.start(20_000, never)).toEqual({ kind: 'up' });
  const id = await docker('ps', '-q', '--filter', `label=org.parkspec.run=test-${process.pid}`);
  return { pools, primary, told, id, log: join(directory, 'primary.log') };
}

function within(log: string, text: RegExp): Promise<string> {
  return eventually(`${String(text)} in the log`, 30_000, () => {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    return text.test(said) ? said : undefined;
  });
}

function isTold(told: readonly ReachedLimit[], of: ReachedLimit['of']): Promise<ReachedLimit> {
  return eventually(`the limit of ${of}`, 30_000, () => told.find((limit) => limit.of === of));
}

const OUTSIDE = '203.0.113.1';

/** Tells by `TOLD:` and JSON what becomes of each way out: TCP and UDP to each address, and names. */
const waysOut = (addresses: readonly string[], names: readonly string[]): string => `
const { connect } = require('node:net');
const udp = require('node:dgram').createSocket('udp4');
const tcp = (address) => new Promise((resolve) => {
  const [host, port] = address.split(':');
  const socket = connect({ host, port: Number(port), timeout: 1500 });
  socket.on('connect', () => resolve('open')).on('timeout', () => resolve('silent')).on('error', ({ code }) => resolve(code));
  udp.send('attack', Number(port), host, () => undefined);
});
const found = (name) => new Promise((resolve) =>
  require('node:dns').lookup(name, { family: 4 }, (error, address) => resolve(error ? 'not found' : address)));
(async () => {
  const ways = {};
  for (const address of ${JSON.stringify(addresses)}) ways[address] = await tcp(address);
  for (const name of ${JSON.stringify(names)}) ways[name] = await found(name);
  console.log('TOLD:' + JSON.stringify(ways));
})();`;

/** The lines of tcpdump for what leaves this machine. */
async function watchTheWayOut() {
  const image = await provideImage(await openEngine(), PHONE_IMAGE);
  const routes = readFileSync('/proc/net/route', 'latin1').split('\n');
  const way = routes.find((line) => line.split('\t')[1] === '00000000')?.split('\t')[0] ?? 'lo';
  const rights = ['--network', 'host', '--user', '0:0', '--entrypoint', 'tcpdump'];
  const filter = `dst host ${OUTSIDE} or udp port 53`;
  const child = spawn('docker', ['run', '--rm', ...rights, image, '-l', '-n', '-i', way, filter]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually('the start of tcpdump', 30_000, () => said.includes('listening on') || undefined);
  return {
    /** All that has left until now: a packet of our own is the last. */
    async until(): Promise<string> {
      const mark = createSocket('udp4');
      const again = setInterval(() => mark.send('mark', 10, OUTSIDE), 100);
      await eventually('the mark', 20_000, () => said.includes(`${OUTSIDE}.10:`) || undefined);
      clearInterval(again);
      mark.close();
      child.kill('SIGINT');
      await once(child, 'close');
      return said;
    },
  };
}

test('nothing that a container sends leaves this machine, and it finds no name but those of the pools', async () => {
  const watch = await watchTheWayOut();
  const name = `attack-${process.pid}.example.com`;
  const { log, primary } = await attacked(waysOut([`${OUTSIDE}:9`], [name, 'primary']));
  const said = await within(log, /TOLD:.*\n/);
  const left = await watch.until();
  expect(left).not.toContain(`${OUTSIDE}.9:`);
  expect(left).not.toContain(name);
  expect(JSON.parse(/TOLD:(.*)\n/.exec(said)?.[1] ?? '{}')).toEqual({
    [`${OUTSIDE}:9`]: expect.not.stringMatching('open'),
    [name]: 'not found',
    primary: primary.address.host,
  });
});

test('of this machine a container reaches what listens at all addresses, as the documents say, and nothing at loopback', async () => {
  const servers = await Promise.all(
    ['127.0.0.1', '0.0.0.0'].map(async (host) => {
      const server = createServer((socket) => socket.destroy()).listen(0, host);
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => Object(server.address()).port);
  // The gateway is the first address of the network, the primary the second.
  const attack = waysOut([], []).replace(
    'const ways = {};',
    `const ways = {}, gateway = process.argv[1].replace(/\\d+$/, (last) => String(Number(last) - 1));
     for (const port of ${JSON.stringify(ports)}) ways[port] = await tcp(gateway + ':' + port);`,
  );
  const { log } = await attacked(attack);
  const said = await within(log, /TOLD:.*\n/);
  for (const server of servers) server.close();
  expect(JSON.parse(/TOLD:(.*)\n/.exec(said)?.[1] ?? '{}')).toEqual({ [ports[0]]: 'ECONNREFUSED', [ports[1]]: 'open' });
});

test('a container has no capability, and gets none; one that the file names it has', async () => {
  const STATUS = `console.log(require('node:fs').readFileSync('/proc/self/status', 'utf8'), 'TOLD');`;
  const none = await within((await attacked(STATUS)).log, /TOLD/);
  expect(none).toMatch(/CapEff:\t0+\nCapBnd:\t0+\n/);
  expect(none).toMatch(/NoNewPrivs:\t1\n/);
  const one = await within((await attacked(STATUS, { capabilities: ['NET_BIND_SERVICE'] })).log, /TOLD/);
  // Bit 10 (capability.h).
  expect(one).toMatch(/CapBnd:\t0+400\n/);
});

test('a container that forks without end is stopped at its limit, which is told, and its pool goes on', async () => {
  const fork = `const { spawn } = require('node:child_process');
    const more = () => { spawn('sleep', ['60']).on('error', () => undefined); setImmediate(more); }; more();`;
  const { primary, told, id } = await attacked(fork, { limits: { processes: 40 } });
  expect(await isTold(told, 'processes')).toEqual({ pool: 'primary', of: 'processes' });
  expect((await docker('top', id)).split('\n').length).toBeLessThanOrEqual(41);
  expect(primary.state).toBe('running');
  await primary.faults.kill?.apply();
  expect(told).toHaveLength(1);
});

test('a container that ends as it is refused a process is told as well', async () => {
  const fork = `process.on('SIGUSR2', () => undefined);
    require('node:child_process').spawnSync('sh', ['-c', 'while :; do sleep 60 & done'], { stdio: 'inherit' });
    process.exit(3);`;
  const { told } = await attacked(`setTimeout(() => { ${fork} }, 500);`, { limits: { processes: 40 } });
  expect(await isTold(told, 'processes')).toEqual({ pool: 'primary', of: 'processes' });
});

describe('a container that eats memory is ended at its limit, which is told', () => {
  const EAT = `const all = []; const eat = () => { all.push(Buffer.alloc(2 ** 24, 1)); setTimeout(eat, 10); };`;

  test('the server itself', async () => {
    const { primary, told } = await attacked(`${EAT} setTimeout(eat, 300);`, { limits: { memory: '128MiB' } });
    expect(await isTold(told, 'memory')).toEqual({ pool: 'primary', of: 'memory' });
    await eventually('its end', 10_000, () => primary.state === 'gone' || undefined);
  });

  test('a child of it', async () => {
    const child = `require('node:child_process').spawn('node', ['-e', ${JSON.stringify(`require('node:fs').writeFileSync('/proc/self/oom_score_adj', '1000'); ${EAT} eat();`)}]);`;
    const { primary, told } = await attacked(child, { limits: { memory: '128MiB' } });
    expect(await isTold(told, 'memory')).toEqual({ pool: 'primary', of: 'memory' });
    expect(await primary.look()).toBe('running');
  });
});

test('a container that floods its log fills no disk, which is told, and goes on', async () => {
  const flood = `let rounds = 0; const line = 'x'.repeat(65_535) + '\\n';
    const more = () => { rounds += 1; if (rounds < 1_600) process.stdout.write(line, more); else require('node:fs').writeFileSync('/tmp/through', ''); };
    more();`;
  const { primary, told, id, log } = await attacked(flood, { limits: { log: '1MiB' } });
  expect(await isTold(told, 'log')).toEqual({ pool: 'primary', of: 'log' });
  // 100 MiB: it is not held up by what nobody reads.
  for (let through = false; !through; ) {
    // oxlint-disable-next-line no-await-in-loop -- until it is through
    through = (await primary.exec?.(['test', '-e', '/tmp/through'], never))?.code === 0;
  }
  expect(statSync(log).size).toBeLessThan(2 ** 20 + 200);
  expect(readFileSync(log, 'utf8')).toMatch(/what was printed after this is not kept\n$/);
  expect(await docker('inspect', '-f', '{{.HostConfig.LogConfig.Type}}{{.LogPath}}', id)).toBe('none');
});

test('a command that floods its output costs no memory of the harness, and can be given up', async () => {
  const { primary } = await attacked('');
  const ended = await primary.exec?.(['sh', '-c', 'head -c 300000000 /dev/zero; exit 5'], never);
  expect([ended?.code, ended?.output.length]).toEqual([5, 2 ** 20]);
  await expect(primary.exec?.(['cat', '/dev/zero'], AbortSignal.timeout(500))).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});
