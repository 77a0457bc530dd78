import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { LoadMeter } from '../../../src/drive/load-meter.ts';
import { runDelay } from '../../../src/drive/run-delay.ts';

const meters: LoadMeter[] = [];
afterEach(() => {
  for (const made of meters.splice(0)) made.close();
});

function meter(pid?: number): LoadMeter {
  const made = new LoadMeter({ pids: () => (pid === undefined ? {} : { primary: pid }) });
  meters.push(made);
  return made;
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) Math.sqrt(end);
}

test('a blocked event loop is read at once, also before any timer had its turn', () => {
  const load = meter();
  block(200);
  expect(load.read().maxDelayMs).toBeGreaterThanOrEqual(180);
});

test('a blocked event loop is remembered until it is read, and only until then', async () => {
  const load = meter();
  block(200);
  await setTimeout(30);
  const read = performance.now();
  expect(load.read().maxDelayMs).toBeGreaterThanOrEqual(180);
  expect(load.read().maxDelayMs).toBeLessThanOrEqual(performance.now() - read);
});

test('short delays are added up, and what a timer is late by itself is not', async () => {
  const load = meter();
  for (let n = 0; n < 5; n += 1) {
    block(50);
    // oxlint-disable-next-line no-await-in-loop -- the timers must have their turn in between
    await setTimeout(15);
  }
  const read = performance.now();
  const { maxDelayMs, lateMs } = load.read();
  expect(lateMs).toBeGreaterThanOrEqual(3 * 40);
  expect(lateMs).toBeGreaterThan(maxDelayMs);
  expect(load.read().lateMs).toBeLessThanOrEqual(performance.now() - read);
});

test('a time in which the process was stopped counts', async () => {
  const program = `
    import { LoadMeter } from ${JSON.stringify(new URL('../../../dist/drive/load-meter.js', import.meta.url).href)};
    const load = new LoadMeter({ pids: () => ({}) });
    process.stdin.once('data', () => { console.log(load.read().maxDelayMs); process.exit(); });
    console.log('up');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await setTimeout(300);
  child.kill('SIGCONT');
  child.stdin.write('read\n');
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  expect(Number(text)).toBeGreaterThanOrEqual(280);
});

test('the wait of a pool for a processor is told where the system tells it', () => {
  const told = runDelay(process.pid) === undefined ? 'undefined' : 'number';
  expect(typeof meter(process.pid).read().poolDelayMs).toBe(told);
  expect(meter().read().poolDelayMs).toBeUndefined();
  expect(runDelay(4_000_000)).toBeUndefined();
});
