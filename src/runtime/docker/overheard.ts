/**
 * What the engine tells while it builds or fetches an image. Testcontainers reads that to its end and keeps none of it: a job that
 * fails halfway ends well there, and one that the engine refuses does not end. It also has no word for the labels of an image,
 * and none for the removal of what a failed build leaves.
 */
import { PassThrough } from 'node:stream';
import { messageOf } from '../../harness-error.ts';
import type { Docker } from './engine.ts';

type Labels = Readonly<Record<string, string>>;

interface Hearing {
  readonly labels: Labels;
  readonly said: string[];
  failure: unknown;
}

/** By the name of the image: one process builds or fetches it once at a time. */
const hearings = new Map<string, Hearing>();
const tapped = new WeakSet<Docker>();

/** A job that has failed. */
export class ImageJobError extends Error {
  override readonly name = 'ImageJobError';

  /** What the engine had told before. */
  readonly said: readonly string[];

  constructor(cause: unknown, said: readonly string[]) {
    super(messageOf(cause), { cause });
    this.said = said;
  }
}

/**
 * Does `work`, in which Testcontainers builds or fetches the image of this name. Rejects with ImageJobError for what the engine refuses or
 * tells as an error, and for what `work` rejects with. An image that is built gets `labels` beside those of Testcontainers.
 */
export async function overheard(
  docker: Docker,
  image: string,
  work: () => Promise<unknown>,
  labels: Labels = {},
): Promise<void> {
  tap(docker);
  const hearing: Hearing = { labels, said: [], failure: undefined };
  hearings.set(image, hearing);
  try {
    await work();
  } catch (cause) {
    hearing.failure ??= cause;
  } finally {
    hearings.delete(image);
  }
  if (hearing.failure !== undefined) throw new ImageJobError(hearing.failure, hearing.said);
}

function tap(docker: Docker): void {
  if (tapped.has(docker)) return;
  tapped.add(docker);
  const { buildImage, pull }: { buildImage: Job; pull: Job } = Object(docker);
  Object.assign(docker, {
    buildImage: (context: unknown, options: BuildOptions = {}) => {
      const hearing = hearings.get(options.t ?? '');
      const labels = { ...options.labels, ...hearing?.labels };
      const job = buildImage.call(docker, context, { ...options, labels, rm: true, forcerm: true });
      return heard(docker, hearing, job);
    },
    pull: (name: string, options: object) => heard(docker, hearings.get(name), pull.call(docker, name, options)),
  });
}

interface BuildOptions {
  /** The name of the image. */
  readonly t?: string;
  readonly labels?: Labels;
}

type Job = (this: Docker, subject: unknown, options: object) => Promise<NodeJS.ReadableStream>;

/** The same stream; an ended one where the engine refuses, since Testcontainers waits for that of a build. */
async function heard(
  { modem }: Docker,
  hearing: Hearing | undefined,
  job: Promise<NodeJS.ReadableStream>,
): Promise<NodeJS.ReadableStream> {
  if (hearing === undefined) return job;
  try {
    const [stream, copy] = [await job, new PassThrough()];
    modem.followProgress(
      stream,
      (error: Error | null) => {
        hearing.failure ??= error ?? undefined;
        copy.end();
      },
      (event: { readonly stream?: string; readonly error?: string }) => {
        // That the job has failed comes as one more line of a stream that ends well.
        hearing.failure ??= event.error;
        if (event.stream !== undefined) hearing.said.push(event.stream);
        copy.write(`${JSON.stringify(event)}\n`);
      },
    );
    return copy;
  } catch (cause) {
    hearing.failure ??= cause;
    return new PassThrough().end();
  }
}
