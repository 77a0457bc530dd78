/** Whole runs on pairs at the loopback address of IPv6, started by parkspec and running already. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { leasePorts } from '../../src/runtime/process/ports.ts';
import { selfMadeCertificate } from '../../src/sip/transport/self-made-certificate.ts';
import { candidateFile } from './candidate-file.ts';
import { Lab } from './lab.ts';
import { compliance, fixture, history, type Run, start } from './parkspec.ts';

jest.setTimeout(240_000);

const labs: Lab[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of labs.splice(0)) await each.end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  delete process.env['PARK_TLS'];
});

/** Every message went from ::1 to ::1, and says so in Via, Contact and its session description. */
function expectAllOverIPv6(run: Run, cell: string, transport: string): void {
  const messages = history(run, cell).filter(({ kind }) => kind === 'sip');
  expect(messages.length).toBeGreaterThan(20);
  for (const { local, remote, text } of messages) {
    expect(`${String(local)} ${String(remote)}`).toMatch(
      new RegExp(String.raw`^${transport}:\[::1\]:\d+ ${transport}:\[::1\]:\d+$`),
    );
    expect(text).toMatch(/^Via: SIP\/2\.0\/[A-Z]+ \[::1\]:\d+;/m);
    expect(text).not.toMatch(/127\.0\.0\.1|IP4|::1\]{2}|received=\[/);
  }
  const described = messages.filter(({ text }) => /^c=/m.test(String(text)));
  expect(described.length).toBeGreaterThan(2);
  for (const { text } of described) expect(text).toMatch(/^o=.* IN IP6 ::1\r\n[^]*^c=IN IP6 ::1\r$/m);
}

function verdicts(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(compliance(run).cells.map(({ id, verdict }) => [id, verdict]));
}

test('the reference server conforms at ::1', async () => {
  const cells = ['DR-11', 'DR-22', 'DR-33'];
  const run = start(fixture('candidates/reference-over-ipv6.yaml'), ...cells.flatMap((cell) => ['--cells', cell]));
  await run.ended;
  expect(verdicts(run)).toEqual({ 'DR-11': 'pass', 'DR-22': 'pass', 'DR-33': 'pass' });
  for (const cell of cells) expectAllOverIPv6(run, cell, 'udp');
});

test.each(['tcp', 'tls'])('over %s too, and a defect is found', async (transport) => {
  const lines = {
    'primary: { sip': `primary: { sip: "${transport}:[::1]:auto", http: auto, orbits: 100-199 }`,
    'backup:  { sip': `backup:  { sip: "${transport}:[::1]:auto", http: auto, orbits: 200-299 }`,
    ...(transport === 'tls' ? tlsLines() : {}),
  };
  const run = start(candidateFile({ lines }), '--cells', 'DR-22');
  await run.ended;
  expect(verdicts(run)).toEqual({ 'DR-22': 'pass' });
  expectAllOverIPv6(run, 'DR-22', transport);
  const broken = start(candidateFile({ lines }), '--cells', 'DR-21', '--defect', 'leaks-orbit-after-failed-dial');
  expect((await broken.ended).code).toBe(1);
});

function tlsLines(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-ipv6-'));
  folders.push(folder);
  const { certificate, key } = selfMadeCertificate({ names: ['park.example'] });
  const [chain, secret] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  writeFileSync(chain, certificate);
  writeFileSync(secret, key, { mode: 0o600 });
  return {
    'env: {': `env: { PARK_PASSWORD: "\${password}", PARK_TLS_CERTIFICATE: "${chain}", PARK_TLS_KEY: "${secret}" }`,
    'transitions:': `tls: { ca: "${chain}" }\ntransitions:`,
  };
}

test('a pair at ::1 that runs already is asked, taken away and brought back there', async () => {
  const leases = [await leasePorts(Math.random, '::1'), await leasePorts(Math.random, '::1')] as const;
  for (const lease of leases) await lease.release();
  const [primary, backup] = leases;
  const pair = await Lab.start({ hosts: [`[::1]:${primary.sip}`, `[::1]:${backup.sip}`] });
  labs.push(pair);
  const order = (name: string): string =>
    `{ run: ["\${node}", "${fixture('candidates/remote-pair.mjs')}", ${name}, "\${primary.sip.host}:\${primary.sip.port}"]`;
  const run = start(
    pair.candidate({
      'primary: { sip': `primary: { sip: "udp:[0:0::1]:${primary.sip}", http: ${primary.http}, orbits: 100-199 }`,
      'backup:  { sip': `backup:  { sip: "udp:[::1]:${backup.sip}", http: ${backup.http}, orbits: 200-201 }`,
      'outage:': `outage: { do: ${order('kill')}, takes: primary }, within: 10s }`,
      '- { run': `- ${order('start')}, returns: primary }`,
    }),
    '--yes',
    '--cells',
    'DR-23',
  );
  await run.ended;
  expect(verdicts(run)).toEqual({ 'DR-23': 'pass' });
  expectAllOverIPv6(run, 'DR-23', 'udp');
});
