import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { LABEL } from '../../src/runtime/docker/resource-labels.ts';
import { PARKSPEC_VERSION } from '../../src/version.ts';
import { docker } from './docker.ts';

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-image-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const PHONE = {
  kind: 'build',
  name: 'phone',
  context: resolve('containers/phone'),
  dockerfile: resolve('containers/phone/Dockerfile'),
} as const;

test('the image of the phones is built once, is labelled, and has no root', async () => {
  const engine = await openEngine();
  const tag = await provideImage(engine, PHONE);
  expect(tag).toMatch(new RegExp(`^parkspec/phone:${PARKSPEC_VERSION}-[0-9a-f]{12}$`));
  const { Config, Created } = await engine.docker.getImage(tag).inspect();
  expect(Config.User).toBe('phone');
  expect(Config.Healthcheck?.Test?.[0]).toBe('CMD');
  expect(Config.Labels).toMatchObject({ [LABEL.ours]: PARKSPEC_VERSION, [LABEL.role]: 'phone' });
  expect(await provideImage(engine, PHONE)).toBe(tag);
  expect((await engine.docker.getImage(tag).inspect()).Created).toBe(Created);
}, 300_000);

test('several who ask for an image at the same time get it built once', async () => {
  const engine = await openEngine();
  const context = folderWith({ Dockerfile: `FROM debian:bookworm-slim\nLABEL made=${Math.random()}\nRUN true\n` });
  const source = { kind: 'build', name: 'Some Server!', context, dockerfile: join(context, 'Dockerfile') } as const;
  const tags = await Promise.all([1, 2, 3].map(() => provideImage(engine, source)));
  expect(new Set(tags).size).toBe(1);
  expect(tags[0]).toMatch(/^parkspec\/some-server:/);
  await engine.docker.getImage(tags[0] ?? '').remove();
}, 60_000);

test('a build that fails is told with its last lines and what to do', async () => {
  const engine = await openEngine();
  const context = folderWith({ Dockerfile: 'FROM debian:bookworm-slim\nRUN echo the pump is broken && false\n' });
  const failing = provideImage(engine, { kind: 'build', name: 'x', context, dockerfile: join(context, 'Dockerfile') });
  await expect(failing).rejects.toMatchObject({
    name: 'HarnessError',
    stage: 'image',
    message: expect.stringMatching(
      /cannot be built: .*returned a non-zero code: 1; its last lines: .*the pump is broken/,
    ),
    hint: expect.stringContaining('Dockerfile'),
  });
}, 60_000);

test('a Dockerfile that the engine refuses is told', async () => {
  const context = folderWith({ Dockerfile: 'FROM debian:bookworm-slim\nFETCH everything\n' });
  const source = { kind: 'build', name: 'x', context, dockerfile: join(context, 'Dockerfile') } as const;
  await expect(provideImage(await openEngine(), source)).rejects.toMatchObject({
    stage: 'image',
    message: expect.stringMatching(/cannot be built: .*unknown instruction: FETCH/i),
  });
}, 60_000);

test('a build that fails leaves no container', async () => {
  const mark = `left-by-build-${process.pid}`;
  const context = folderWith({ Dockerfile: `FROM debian:bookworm-slim\nRUN : ${mark}; false\n` });
  const source = { kind: 'build', name: 'x', context, dockerfile: join(context, 'Dockerfile') } as const;
  await expect(provideImage(await openEngine(), source)).rejects.toMatchObject({ stage: 'image' });
  expect(await docker('ps', '-a', '--no-trunc', '--format', '{{.Command}}')).not.toContain(mark);
}, 60_000);

test('an image that is nowhere is told', async () => {
  const fetching = provideImage(await openEngine(), { kind: 'named', name: 'localhost:1/no/such:image' });
  await expect(fetching).rejects.toMatchObject({
    stage: 'image',
    message: expect.stringMatching(/^the image localhost:1\/no\/such:image is not there and cannot be fetched: /),
  });
}, 60_000);
