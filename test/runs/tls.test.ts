import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { selfMadeCertificate } from '../../src/sip/transport/self-made-certificate.ts';
import { compliance, fixture, history, start } from './parkspec.ts';

jest.setTimeout(120_000);

const file = fixture('candidates/reference-over-tls.yaml');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  delete process.env['PARK_TLS'];
});

/** Gives the pools a certificate for this name. */
function certified(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-tls-'));
  folders.push(folder);
  const { certificate, key } = selfMadeCertificate({ names: [name] });
  writeFileSync(join(folder, 'certificate.pem'), certificate);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  process.env['PARK_TLS'] = folder;
  return key;
}

test('the reference server conforms over TLS', async () => {
  const key = certified('park.example');
  const run = start(file, '--cells', 'DR-12', '--cells', 'DR-23');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(2);
  const recorded = history(run, 'DR-12');
  const messages = recorded.filter(({ kind }) => kind === 'sip');
  expect(messages.length).toBeGreaterThan(50);
  for (const { local, remote, text } of messages) {
    expect([local, remote].join(' ')).toMatch(/^tls:\S+ tls:\S+$/);
    expect(text).toMatch(/^Via: SIP\/2\.0\/TLS /m);
  }
  expect(JSON.stringify(recorded)).not.toContain(key.split('\n')[1]);
});

test('a defect is found over TLS too', async () => {
  certified('park.example');
  const run = start(file, '--cells', 'DR-21', '--defect', 'leaks-orbit-after-failed-dial');
  expect((await run.ended).code).toBe(1);
});

test('a certificate for another name leads nowhere, and the reason says what to write', async () => {
  certified('other.example');
  const run = start(file, '--cells', 'DR-11');
  const { code, output } = await run.ended;
  expect(code).toBe(2);
  expect(output).toMatch(
    /it is for other\.example \(.*expected: one for park\.example .*try: `tls: \{ name: other\.example \}`/,
  );
  expect(history(run, 'DR-11').filter(({ kind, direction }) => kind === 'sip' && direction === 'in')).toEqual([]);
});

/** URIs of users and of places that a message names, but for the text of its body. */
function urisIn(text: unknown): readonly string[] {
  const [head = ''] = String(text).split('\r\n\r\n', 1);
  return head.match(/\bsips?:[^\s<>;"]+/g) ?? [];
}

test('phones that use SIPS are reached by it, and the reference server parks for them', async () => {
  certified('park.example');
  const run = start(fixture('candidates/reference-by-sips.yaml'), '--cells', 'DR-22');
  await run.ended;
  expect(compliance(run).cells.map(({ verdict }) => verdict)).toEqual(['pass']);
  const messages = history(run, 'DR-22').filter(({ kind }) => kind === 'sip');
  expect(messages.length).toBeGreaterThan(50);
  for (const { text } of messages) {
    const uris = urisIn(text);
    expect(uris.filter((uri) => !uri.startsWith('sips:'))).toEqual([]);
    expect(String(text)).not.toContain('transport=tls');
  }
  const referred = messages.filter(({ text }) => /^Refer-To: <sips:/m.test(String(text)));
  expect(referred.length).toBeGreaterThan(0);
  expect(JSON.stringify(compliance(run))).not.toContain('where SIPS was asked for');
});
