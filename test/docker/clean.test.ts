import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { PHONE_IMAGE } from '../../src/runtime/docker/phone-image.ts';
import { removeLeftovers } from '../../src/runtime/docker/leftovers.ts';
import { parkspec } from '../cli/parkspec.ts';
import { docker } from './docker.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A harness that makes one thing of each kind, says so, and does nothing more until it is killed. */
const HARNESS = `
const [run, image] = process.argv.slice(1);
const { openEngine } = await import('${DIST}runtime/docker/engine.js');
const { labelsFor } = await import('${DIST}runtime/docker/resource-labels.js');
const { docker } = await openEngine();
const labels = (role) => labelsFor({ run, cell: 'DR-12', role });
const network = await docker.createNetwork({ Name: run, Labels: labels('network') });
await docker.createVolume({ Name: run, Labels: labels('volume') });
const container = await docker.createContainer({
  name: run, Image: image, Cmd: ['sleep', '600'], Labels: labels('primary'),
  HostConfig: { NetworkMode: run, Mounts: [{ Type: 'volume', Source: run, Target: '/there' }] },
});
await container.start();
console.log('made');
setInterval(() => {}, 60_000);`;

const harnesses: ChildProcess[] = [];
const images: string[] = [];
let count = 0;

async function startHarness(): Promise<{ readonly run: string; kill(): Promise<void> }> {
  count += 1;
  const run = `parkspec-test-clean-${process.pid}-${count}`;
  const args = ['--input-type=module', '-e', HARNESS, run, 'debian:bookworm-slim'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  harnesses.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('made\n');
  return {
    run,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Which of the three are there. */
async function left(run: string): Promise<readonly string[]> {
  const [container, network, volume] = await Promise.all([
    docker('ps', '-aq', '--filter', `name=${run}`),
    docker('network', 'ls', '-q', '--filter', `name=${run}`),
    docker('volume', 'ls', '-q', '--filter', `name=${run}`),
  ]);
  return [container && 'container', network && 'network', volume && 'volume'].filter((kind) => kind !== '');
}

const EVERYTHING = ['container', 'network', 'volume'];

afterEach(async () => {
  for (const child of harnesses.splice(0)) child.kill('SIGKILL');
  for (let n = 1; n <= count; n += 1) {
    const run = `parkspec-test-clean-${process.pid}-${n}`;
    await docker('rm', '-f', '-v', run).catch(() => '');
    await docker('network', 'rm', run).catch(() => '');
    await docker('volume', 'rm', run).catch(() => '');
  }
  for (const image of images.splice(0)) await docker('rmi', image).catch(() => '');
}, 60_000);

test('a harness removes what another one has left that was killed, and nothing of one that lives', async () => {
  const [dead, alive] = [await startHarness(), await startHarness()];
  await dead.kill();
  const removals = await removeLeftovers(await openEngine());
  const names = removals.map(({ leftover, failure }) => [leftover.kind, leftover.name, failure]);
  expect(names).toEqual(expect.arrayContaining(EVERYTHING.map((kind) => [kind, dead.run, undefined])));
  expect(names.flat()).not.toContain(alive.run);
  expect(await left(dead.run)).toEqual([]);
  expect(await left(alive.run)).toEqual(EVERYTHING);
}, 60_000);

describe('parkspec clean', () => {
  test('removes what a harness has left that was killed with -9, and nothing of one that lives', async () => {
    const [dead, alive] = [await startHarness(), await startHarness()];
    await dead.kill();
    const { code, stdout } = await parkspec(['clean']);
    expect(stdout).toContain(`removed container ${dead.run} (DR-12 of run ${dead.run}, whose process`);
    expect(stdout).toContain(`removed network ${dead.run} `);
    expect(stdout).toContain(`removed volume ${dead.run} `);
    expect(stdout).not.toContain(alive.run);
    expect(stdout).toMatch(/3 things of other runs kept|[4-9] things of other runs kept/);
    expect(code).toBe(0);
    expect(await left(dead.run)).toEqual([]);
    expect(await left(alive.run)).toEqual(EVERYTHING);
  }, 60_000);

  test('with --dry-run only says what it would remove', async () => {
    const dead = await startHarness();
    await dead.kill();
    const { code, stdout } = await parkspec(['clean', '--dry-run']);
    expect(stdout).toContain(`would remove container ${dead.run} `);
    expect(stdout).toMatch(/things to remove/);
    expect(code).toBe(0);
    expect(await left(dead.run)).toEqual(EVERYTHING);
  }, 60_000);

  test('with --all would also remove what belongs to a run that is going on', async () => {
    const alive = await startHarness();
    const { stdout } = await parkspec(['clean', '--all', '--dry-run']);
    expect(stdout).toMatch(new RegExp(`would remove container ${alive.run} .*whose process \\d+ is running`));
    const without = await parkspec(['clean', '--dry-run']);
    expect(without.stdout).not.toContain(alive.run);
  }, 60_000);

  test('leaves alone what has no label of ours, whatever its name', async () => {
    count += 1;
    const name = `parkspec-test-clean-${process.pid}-${count}`;
    await docker('network', 'create', '--label', 'org.parkspec.run=x', name);
    expect((await parkspec(['clean'])).stdout).not.toContain(name);
    expect(await left(name)).toEqual(['network']);
  }, 60_000);

  describe('leaves alone a container of somebody else whose image has our labels', () => {
    /** Runs a container of an image under a name that is cleaned up. */
    async function stranger(image: string): Promise<string> {
      count += 1;
      const name = `parkspec-test-clean-${process.pid}-${count}`;
      await docker('run', '-d', '--name', name, '--entrypoint', 'sleep', image, '600');
      return name;
    }

    test('such as one built on ours', async () => {
      const image = `parkspec-test-derived-${process.pid}`;
      images.push(image);
      const ours = await provideImage(await openEngine(), PHONE_IMAGE);
      const base = await docker('create', ours);
      await docker('commit', base, image);
      await docker('rm', base);
      expect(await docker('inspect', '-f', '{{index .Config.Labels "org.parkspec"}}', image)).not.toBe('');
      const name = await stranger(image);
      const direct = await stranger(ours);
      const { code, stdout } = await parkspec(['clean', '--all', '--dry-run']);
      expect(stdout).not.toContain(name);
      expect(stdout).not.toContain(direct);
      expect(code).toBe(0);
    }, 120_000);

    test('also one made from a container of a run that is dead, which clean removes without --all', async () => {
      const image = `parkspec-test-committed-${process.pid}`;
      images.push(image);
      const dead = await startHarness();
      await docker('commit', dead.run, image);
      await dead.kill();
      const name = await stranger(image);
      expect(await docker('inspect', '-f', '{{index .Config.Labels "org.parkspec.owner"}}', name)).not.toBe('');
      const { stdout } = await parkspec(['clean']);
      expect(stdout).toContain(`removed container ${dead.run} `);
      expect(stdout).not.toContain(name);
      expect(await docker('ps', '-q', '--filter', `name=${name}`)).not.toBe('');
    }, 60_000);
  });

  test('tells what cannot be removed, and why, and ends with exit code 2', async () => {
    const dead = await startHarness();
    await dead.kill();
    const stranger = `${dead.run}-stranger`;
    await docker('run', '-d', '--name', stranger, '--network', dead.run, 'debian:bookworm-slim', 'sleep', '600');
    try {
      const { code, stdout } = await parkspec(['clean']);
      expect(stdout).toMatch(new RegExp(`could not remove network ${dead.run}: .*active endpoints`));
      expect(code).toBe(2);
      expect(await docker('ps', '-q', '--filter', `name=${stranger}`)).not.toBe('');
      expect(await left(dead.run)).toContain('network');
    } finally {
      await docker('rm', '-f', stranger);
    }
    expect((await parkspec(['clean'])).code).toBe(0);
    expect(await left(dead.run)).toEqual([]);
  }, 60_000);
});
