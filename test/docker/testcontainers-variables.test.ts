/** Variables of Testcontainers' users, in a run of the built program. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { dump, load } from 'js-yaml';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { openEngine } from '../../src/runtime/docker/engine.ts';
import { provideImage } from '../../src/runtime/docker/image.ts';
import { parkspec } from '../cli/parkspec.ts';
import { compliance, folderOf, startIn, temporaryFolder } from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(180_000);

const FILE = resolve('containers/reference/docker.yaml');
const PREFIX = 'registry.invalid/mirror';
const NAME = `parkspec-prefixed-${process.pid}:1.0`;
const folder = temporaryFolder();
const candidate = join(folder, 'candidate.yaml');

afterAll(() => docker('rmi', `${PREFIX}/${NAME}`));

/** The reference server, by the name of an image that has one with the prefix only. */
async function prefixed(): Promise<void> {
  const text = readFileSync(FILE, 'utf8');
  const reading = loadCandidate(text, FILE);
  const source = 'candidate' in reading ? reading.candidate.docker?.image : undefined;
  if (source === undefined) throw new Error(`${FILE} has no image`);
  await docker('tag', await provideImage(await openEngine(), source), `${PREFIX}/${NAME}`);
  const stated = Object(load(text));
  const { build: _build, ...words } = stated.docker;
  writeFileSync(candidate, dump({ ...stated, docker: { ...words, image: NAME } }));
}

test('images have the prefix of TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX, and DEBUG tells what is made and printed', async () => {
  await prefixed();
  const without = await parkspec(['run', candidate, '--cells', 'DR-21', '--reports', join(folder, 'without')]);
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining(`the image ${NAME} is not there`)]);
  const env = { TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: PREFIX, DEBUG: 'testcontainers*' };
  const run = startIn(temporaryFolder(), [candidate, '--cells', 'DR-21'], { env });
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.map(({ verdict }) => verdict))).toEqual(
    Array.from({ length: 6 }, () => 'pass'),
  );
  const told = readFileSync(join(folderOf(run, 'DR-21'), '../run.log'), 'utf8');
  expect(told).toContain(`Creating container for image "${PREFIX}/${NAME}"`);
  expect(told).toMatch(/testcontainers:containers \[[0-9a-f]{12}\] .*ready udp:/);
});
