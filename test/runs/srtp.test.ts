/** The reference server with phones that speak SRTP alone: it conforms, and music that is not SRTP is found. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, history, start, temporaryFolder } from './parkspec.ts';

jest.setTimeout(240_000);

const file = fixture('candidates/reference-over-srtp.yaml');

test('the reference server conforms with SRTP', async () => {
  const run = start(file, '--cells', 'DR-12', '--cells', 'DR-23', '--cells', 'DR-S2');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(3);
  const recorded = history(run, 'DR-23');
  expect(recorded.some(({ kind, voice }) => kind === 'media' && voice === 'music:backup')).toBe(true);
  const text = JSON.stringify(recorded);
  expect(text).toMatch(/RTP\/SAVP/);
  expect(text).toMatch(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\*{40}/);
  expect(text).not.toMatch(/RTP\/AVP|inline:[A-Za-z0-9+/]{40}/);
});

test.each([
  ['plain-music', /alice wants SRTP, and did not hear \d+ audio packets that do not authenticate \(\d+ of plain RTP\)/],
  ['other-key', /alice wants SRTP, and did not hear \d+ audio packets that do not authenticate \(\d+ with a wrong/],
])('a server with %s is red, and the reason says why', async (mode, reason) => {
  const wrong = join(temporaryFolder(), 'candidate.yaml');
  writeFileSync(wrong, readFileSync(file, 'utf8').replace('- sdes', `- ${mode}`));
  const run = start(wrong, '--cells', 'DR-S2');
  expect((await run.ended).code).toBe(1);
  const failed = compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'fail'));
  expect(failed.map(({ reason: each }) => each).join('\n')).toMatch(reason);
});

test('SIPp phones are refused with a candidate that wants SRTP', async () => {
  const { code, output } = await start(file, '--phones', 'sipp', '--cells', 'DR-23').ended;
  expect(code).toBe(64);
  expect(output).toContain('SIPp phones speak RTP, and the phones of Reference park server with SRTP speak SRTP');
});
