import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parkspec } from '../../cli/parkspec.ts';

test('doctor finds what this machine has, and tells by its exit code that the embedded default can run', async () => {
  const { code, stdout } = await parkspec(['doctor', '--json']);
  const { ready, findings } = JSON.parse(stdout) as {
    ready: boolean;
    findings: ReadonlyArray<{ readonly topic: string; readonly state: string; readonly text: string }>;
  };
  expect([code, ready]).toEqual([0, true]);
  const topics = findings.map(({ topic }) => topic);
  expect(topics).toEqual(
    expect.arrayContaining(['Node', 'system', 'ports', 'disk', 'load', 'clock', 'SIPp', 'Docker', 'processes']),
  );
  expect(findings.find(({ topic }) => topic === 'Node')).toMatchObject({ state: 'ok' });
});

test('doctor says what a missing SIPp costs and how to get it', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'parkspec-doctor-'));
  const { code, stdout } = await parkspec(['doctor'], { env: { PATH: empty } });
  rmSync(empty, { recursive: true });
  expect(stdout).toMatch(/^missing +SIPp +no `sipp` in PATH\n +costs: .*\n +try: .*sip-tester/m);
  expect(stdout).toMatch(/parkspec can run here/);
  expect(code).toBe(0);
});
