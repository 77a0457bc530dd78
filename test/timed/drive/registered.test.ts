import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Stage } from '../../../src/drive/stage.ts';
import { proveRegistered } from '../../../src/drive/transition/proof.ts';
import { Recorder } from '../../../src/history/recorder.ts';
import { Bench } from '../phone/bench.ts';
import { SAMPLE } from '../../candidate/sample.ts';

let folder = '';
let recorder: Recorder;
let bench: Bench;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-registered-'));
  recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  bench = await Bench.open();
});
afterEach(async () => {
  await bench.close();
  recorder.close('complete');
  rmSync(folder, { recursive: true });
});

/** As much of a stage as the proof needs. */
async function stageWith(outageAt?: number): Promise<Stage> {
  const { phone } = await bench.phone('alice');
  let id = 0;
  const stage: Partial<Stage> = {
    candidate: SAMPLE,
    phones: new Map([['alice', phone]]),
    recorder,
    phase: 'normal',
    outageAt,
    signal: new AbortController().signal,
    nextId: () => (id += 1),
  };
  return stage as Stage;
}

const within = 2_000;

test('a phone that is registered at the pool sends nothing more, so that a pool which loses it stays without it', async () => {
  const stage = await stageWith();
  expect(await proveRegistered(stage, 'primary', within)).toBeUndefined();
  expect(bench.primary.requests).toHaveLength(1);
  expect(await proveRegistered(stage, 'primary', within)).toBeUndefined();
  expect(bench.primary.requests).toHaveLength(1);
});

test('a phone that is registered at the other pool moves', async () => {
  const stage = await stageWith();
  await proveRegistered(stage, 'primary', within);
  expect(await proveRegistered({ ...stage, phase: 'failover' }, 'backup', within)).toBeUndefined();
  expect(bench.backup.requests).toHaveLength(1);
});

test('a phone that was registered before its pool was taken away registers again', async () => {
  const stage = await stageWith();
  await proveRegistered(stage, 'primary', within);
  await proveRegistered({ ...stage, outageAt: performance.now() }, 'primary', within);
  expect(bench.primary.requests).toHaveLength(2);
});
