/** Images of pools and phones: built once from their folder, and again only when something in it has changed. */
import { Readable } from 'node:stream';
import type { DockerProfile } from '../../candidate/candidate.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { PARKSPEC_VERSION } from '../../version.ts';
import { readBuildContext } from './build-context.ts';
import type { Docker, Engine } from './engine.ts';
import { LABEL } from './resource-labels.ts';
import { alone } from './image-lock.ts';

export type ImageSource = DockerProfile['image'];

/**
 * The name of an image that is there: built, which `onBuild` is told of, or fetched from its registry, where it was not. Rejects with HarnessError,
 * which holds the last lines of a build that failed.
 */
export async function provideImage(
  { docker }: Engine,
  source: ImageSource,
  onBuild?: (dockerfile: string) => void,
): Promise<string> {
  if (source.kind === 'named') {
    if (!(await exists(docker, source.name))) await fetchImage(docker, source.name);
    return source.name;
  }
  const context = readBuildContext(source.context, source.dockerfile, source.files);
  const tag = `parkspec/${repositoryName(source.name)}:${PARKSPEC_VERSION}-${context.digest.slice(0, 12)}`;
  if (await exists(docker, tag)) return tag;
  await alone(`image-${context.digest}`, async () => {
    if (await exists(docker, tag)) return;
    onBuild?.(source.dockerfile);
    const labels = { [LABEL.ours]: PARKSPEC_VERSION, [LABEL.role]: source.name };
    await build(docker, context.archive, { t: tag, dockerfile: context.dockerfile, labels }, source.dockerfile);
  });
  return tag;
}

/** Lower case, digits and single separators (Docker's grammar of references). */
function repositoryName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return plain === '' ? 'candidate' : plain;
}

async function exists(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404) return false;
    throw new HarnessError('image', `the engine does not say whether it has ${name}: ${messageOf(cause)}`, {
      hint: 'see `docker image ls`',
      cause,
    });
  }
}

async function fetchImage(docker: Docker, name: string): Promise<void> {
  try {
    await followed(docker, await docker.pull(name));
  } catch (cause) {
    throw new HarnessError('image', `the image ${name} is not there and cannot be fetched: ${messageOf(cause)}`, {
      hint: `is the name right, and may this machine reach its registry? \`docker pull ${name}\` tells the same`,
      cause,
    });
  }
}

async function build(
  docker: Docker,
  archive: Uint8Array,
  options: { readonly t: string; readonly dockerfile: string; readonly labels: Record<string, string> },
  file: string,
): Promise<void> {
  const said: string[] = [];
  try {
    const stream = await docker.buildImage(Readable.from([archive]), { ...options, rm: true, forcerm: true });
    await followed(docker, stream, (line) => said.push(line));
  } catch (cause) {
    const last = said
      .join('')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(-LAST_LINES);
    const lines = last.length === 0 ? '' : `; its last lines: ${last.join(' | ')}`;
    throw new HarnessError('image', `${file} cannot be built: ${messageOf(cause)}${lines}`, {
      hint: 'mend the Dockerfile, or see that what it fetches (base image, packages) can be reached from here',
      cause,
    });
  }
}

const LAST_LINES = 5;

/** Reads what the engine says of a long job to its end. Rejects with the error that it tells of. */
function followed(docker: Docker, stream: NodeJS.ReadableStream, hear?: (line: string) => void): Promise<void> {
  let failure: string | undefined;
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null) => {
        if (error !== null) reject(error);
        else if (failure === undefined) resolve();
        else reject(new Error(failure));
      },
      (event: { readonly stream?: string; readonly error?: string }) => {
        // That the job has failed comes as one more line of a stream that ends well.
        failure = event.error ?? failure;
        if (event.stream !== undefined) hear?.(event.stream);
      },
    );
  });
}
