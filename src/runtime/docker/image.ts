/**
 * Images of pools and phones: built by Testcontainers once from their folder, and again only when something in it has changed, or fetched
 * by it. Its variables and the credentials of registries work as its users know them.
 */
import { rm } from 'node:fs/promises';
import type { ImageName } from 'testcontainers';
import type { DockerProfile } from '../../candidate/candidate.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { PARKSPEC_VERSION } from '../../version.ts';
import { makeScratch } from '../process/scratch.ts';
import { type BuildContext, readBuildContext } from './build-context.ts';
import type { Engine } from './engine.ts';
import { alone } from './image-lock.ts';
import { ImageJobError, overheard } from './overheard.ts';
import { LABEL } from './resource-labels.ts';

export type ImageSource = DockerProfile['image'];

/**
 * The name of an image that is there, without Testcontainers' prefix: built, which `onBuild` is told of, or fetched from its registry, where it
 * was not. Rejects with HarnessError, which holds the last lines of a build that failed.
 */
export async function provideImage(
  engine: Engine,
  source: ImageSource,
  onBuild?: (dockerfile: string) => void,
): Promise<string> {
  if (source.kind === 'named') {
    const image = await imageNamed(source.name);
    if (!(await exists(engine, image))) await fetchImage(engine, image);
    return source.name;
  }
  const context = readBuildContext(source.context, source.dockerfile, source.files);
  const tag = `parkspec/${repositoryName(source.name)}:${PARKSPEC_VERSION}-${context.digest.slice(0, 12)}`;
  const image = await imageNamed(tag);
  if (await exists(engine, image)) return tag;
  await alone(`image-${context.digest}`, async () => {
    if (await exists(engine, image)) return;
    onBuild?.(source.dockerfile);
    await build(engine, context, { tag, image }, source);
  });
  return tag;
}

/** With the prefix of TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX, where that is set and the name has no registry. */
async function imageNamed(name: string): Promise<ImageName> {
  const testcontainers = await import('testcontainers');
  return testcontainers.ImageName.fromString(name);
}

/** Lower case, digits and single separators (Docker's grammar of references). */
function repositoryName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return plain === '' ? 'candidate' : plain;
}

/** Asked anew each time: Testcontainers' own `exists` remembers an image that was removed since. */
async function exists({ client }: Engine, image: ImageName): Promise<boolean> {
  try {
    await client.image.inspect(image);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404) return false;
    throw new HarnessError('image', `the engine does not say whether it has ${image.string}: ${messageOf(cause)}`, {
      hint: 'see `docker image ls`',
      cause,
    });
  }
}

async function fetchImage({ client, docker }: Engine, image: ImageName): Promise<void> {
  try {
    await overheard(docker, image.string, () => client.image.pull(image, { force: true, platform: undefined }));
  } catch (cause) {
    throw new HarnessError(
      'image',
      `the image ${image.string} is not there and cannot be fetched: ${messageOf(cause)}`,
      {
        hint: `is the name right, and may this machine reach its registry? \`docker pull ${image.string}\` tells the same`,
        cause,
      },
    );
  }
}

async function build(
  { docker }: Engine,
  context: BuildContext,
  { tag, image }: { readonly tag: string; readonly image: ImageName },
  { name, dockerfile }: Extract<ImageSource, { kind: 'build' }>,
): Promise<void> {
  const { GenericContainer } = await import('testcontainers');
  const folder = await makeScratch();
  const labels = { [LABEL.ours]: PARKSPEC_VERSION, [LABEL.role]: name };
  try {
    context.layOut(folder);
    const builder = GenericContainer.fromDockerfile(folder, context.dockerfile);
    await overheard(docker, image.string, () => builder.build(tag, { deleteOnExit: false }), labels);
  } catch (cause) {
    const said = cause instanceof ImageJobError ? cause.said : [];
    const last = said
      .join('')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(-LAST_LINES);
    const lines = last.length === 0 ? '' : `; its last lines: ${last.join(' | ')}`;
    throw new HarnessError('image', `${dockerfile} cannot be built: ${messageOf(cause)}${lines}`, {
      hint: 'mend the Dockerfile, or see that what it fetches (base image, packages) can be reached from here',
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const LAST_LINES = 5;
