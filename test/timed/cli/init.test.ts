import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parkspec } from '../../cli/parkspec.ts';
import { until } from '../patience.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-init-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('init without a terminal says what to give, and writes nothing', async () => {
  const file = join(folder, 'none.yaml');
  const { code, stderr } = await parkspec(['init', '--runtime', 'process', '--output', file]);
  expect(code).toBe(64);
  expect(stderr).toMatch(/give `--name`, `--command`; or ask a system that runs, with `--ask`/);
  expect(readdirSync(folder)).toEqual([]);
});

test('init writes no file over without --force', async () => {
  const file = join(folder, 'there.yaml');
  writeFileSync(file, 'mine');
  const flags = ['init', '--name', 'S', '--runtime', 'docker', '--image', 'a/b', '--output', file];
  const refused = await parkspec(flags);
  expect([refused.code, readFileSync(file, 'utf8')]).toEqual([64, 'mine']);
  expect(refused.stderr).toMatch(/is there already/);
  const forced = await parkspec([...flags, '--force']);
  expect(forced.code).toBe(0);
  expect((await parkspec(['validate', file])).code).toBe(0);
});

async function listening(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

test('init asks a system that runs, and proposes the dialect of what it calls itself', async () => {
  const asked: string[] = [];
  const pools = await Promise.all([listening(), listening()]);
  for (const socket of pools) {
    socket.on('message', (octets, from) => {
      const [start = '', ...fields] = octets.toString().split('\r\n');
      asked.push(`${start.split(' ')[0]} ${fields.filter((field) => field.startsWith('Expires:')).join('')}`);
      const kept = fields.filter((field) => /^(Via|From|To|Call-ID|CSeq):/.test(field));
      const said = ['Server: Asterisk PBX 20.5.0', 'Allow: INVITE, REFER', 'Content-Length: 0'];
      socket.send(['SIP/2.0 200 OK', ...kept, ...said, '', ''].join('\r\n'), from.port, from.address);
    });
  }
  const file = join(folder, 'asked.yaml');
  const addresses = pools.map((socket) => `udp:127.0.0.1:${socket.address().port}`);
  const { code, output } = await parkspec(['init', '--ask', ...addresses, '--output', file]);
  for (const socket of pools) socket.close();
  expect([code, output]).toEqual([0, expect.stringMatching(/wrote[^]*fill in[^]*validate[^]*doctor[^]*--dry-run/)]);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^dialect: asterisk-lot$/m);
  expect(text).toMatch(/^# {3}Server: Asterisk PBX 20\.5\.0$/m);
  expect(text).toMatch(/^name: "Asterisk PBX 20\.5\.0"$/m);
  expect(text).toMatch(/^runtime: remote$/m);
  expect(text).toMatch(/^remote: \{ local: 127\.0\.0\.1, /m);
  expect(new Set(asked)).toEqual(new Set(['OPTIONS ', 'SUBSCRIBE Expires: 0']));
  expect((await parkspec(['validate', file])).code).toBe(0);
});

test.each(['udp', 'tcp'])(
  'init asks the reference server over %s, and finds that it parks as RFC 5359 does',
  async (transport) => {
    const program = fileURLToPath(new URL('../../../dist/reference/server.js', import.meta.url));
    const servers = ['primary', 'backup'].map((pool) => {
      const args = ['--pool', pool, '--sip', `${transport}:127.0.0.1:0`, '--http', '0', '--orbits', '100-199'];
      return spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    });
    try {
      const addresses = await Promise.all(
        servers.map(async ({ stdout }) => {
          const [ready] = (await once(stdout, 'data')) as [Buffer];
          return / (\w+:127\.0\.0\.1:\d+) /.exec(ready.toString())?.[1] ?? '';
        }),
      );
      const file = join(folder, `reference-${transport}.yaml`);
      const { code } = await parkspec(['init', '--ask', ...addresses, '--output', file]);
      const text = readFileSync(file, 'utf8');
      expect([code, text]).toEqual([
        0,
        expect.stringMatching(/SUBSCRIBE to park was answered 2\d\d[^]*^dialect: rfc5359$/m),
      ]);
      for (const address of addresses) expect(text).toContain(`sip: "${address}"`);
      expect((await parkspec(['validate', file])).code).toBe(0);
    } finally {
      for (const server of servers) server.kill();
    }
  },
);

test('init names the addresses that do not answer, and writes nothing', async () => {
  const silent = await listening();
  const address = `udp:127.0.0.1:${silent.address().port}`;
  const file = join(folder, 'silent.yaml');
  const { code, stderr } = await parkspec(['init', '--ask', address, 'udp:127.0.0.1:9', '--output', file]);
  silent.close();
  expect(stderr).toContain(`error: ${address} and udp:127.0.0.1:9 did not answer OPTIONS within 3 s`);
  expect([code, existsSync(file)]).toEqual([2, false]);
});

test.each<[string, readonly string[], RegExp]>([
  ['one address to ask', ['--ask', 'udp:10.0.0.1:5060'], /takes two addresses/],
  ['what is no address', ['--ask', 'udp:10.0.0.1', '10.0.0.2'], /`--ask 10\.0\.0\.2` is no address of a server/],
  ['TLS', ['--ask', 'tls:10.0.0.1', 'tls:10.0.0.2'], /asks over UDP and TCP/],
  [
    'a range that is none',
    ['--name', 'S', '--runtime', 'docker', '--image', 'a', '--orbits', '9-1'],
    /no range of orbits/,
  ],
  ['a quote without an end', ['--name', 'S', '--runtime', 'process', '--command', 'a "b'], /a quote in it has no end/],
  ['a pool at both addresses', remote('udp:10.0.0.1', 'udp:10.0.0.1:5060'), /both pools would be at/],
])('init refuses %s, and writes nothing', async (_, flags, said) => {
  const file = join(folder, 'refused.yaml');
  const { code, stderr } = await parkspec(['init', ...flags, '--output', file]);
  expect(stderr).toMatch(said);
  expect([code, existsSync(file)]).toEqual([64, false]);
});

function remote(primary: string, backup: string): readonly string[] {
  return ['--name', 'S', '--runtime', 'remote', '--primary', primary, '--backup', backup];
}

/** `script` of bsdutils gives the program a terminal. What it ends with is what the program ends with. */
function onTerminal(...args: readonly string[]) {
  const program = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
  const words = [process.execPath, program, 'init', ...args].map((word) => `'${word}'`);
  const child = spawn('script', ['-qefc', `stty cols 200 rows 40; exec ${words.join(' ')}`, '/dev/null'], {
    env: { ...process.env, JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, shown }));
  const answer = async (question: string, keys: string): Promise<void> => {
    await until(() => shown.includes(question), 20_000, question);
    child.stdin.write(keys);
  };
  return { answer, ended };
}

test('init asks on a terminal, and Enter takes what it proposes', async () => {
  const file = join(folder, 'typed.yaml');
  const { answer, ended } = onTerminal('--output', file);
  await answer('name the server? [My park server]', 'Typed: "it"\r');
  await answer('How do its pools run', 'process\r');
  await answer('How is one pool started?', './park --at ${sip}\r');
  await answer('How does it park?', 'valet\r');
  await answer('At which numbers does the primary park? [6001-6049]', '\r');
  const { code, shown } = await ended;
  expect([code, shown]).toEqual([0, expect.stringContaining('wrote')]);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('name: "Typed: \\"it\\""');
  expect(text).toContain('command: ["./park", "--at", "${sip}"]');
  expect(text).toMatch(/^dialect: valet$/m);
  expect(text).toContain('orbits: 6051-6099');
});

test.each([
  ['the end of the input', '\u0004'],
  ['Ctrl-C', '\u0003'],
])('init that is left by %s writes nothing', async (_, keys) => {
  const file = join(folder, 'left.yaml');
  const { answer, ended } = onTerminal('--output', file);
  await answer('How do reports name the server?', 'S\r');
  await answer('How do its pools run', keys);
  const { code, shown } = await ended;
  expect([code, shown]).toEqual([64, expect.stringContaining('nothing was written')]);
  expect(existsSync(file)).toBe(false);
});
