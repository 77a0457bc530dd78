/** What an image is built from: the files of a folder and a Dockerfile, which may lie elsewhere. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { packTar, type TarEntry } from './tar.ts';

export interface BuildContext {
  readonly archive: Uint8Array;
  /** The Dockerfile's path in the archive. */
  readonly dockerfile: string;
  /** SHA-256 of the archive, in hexadecimal: the same files and the same Dockerfile have the same. */
  readonly digest: string;
}

/** In octets: it is sent whole. */
const LARGEST = 256 * 1024 * 1024;
const DOCKERFILE = 'parkspec.Dockerfile';

/** `only` names what is taken of the folder. Throws HarnessError for what cannot be read, or is no folder to build from. */
export function readBuildContext(folder: string, dockerfile: string, only?: readonly string[]): BuildContext {
  try {
    if (existsSync(join(folder, '.dockerignore'))) {
      throw refused(`${folder} has a .dockerignore, which parkspec does not heed`, 'build the image yourself');
    }
    const files = filesBelow(folder).filter((path) => only === undefined || only.some((name) => isIn(path, name)));
    const missing = only?.find((name) => !files.some((path) => isIn(path, name)));
    if (missing !== undefined) throw refused(`${folder} has no ${missing}`, 'look at `docker.build.files`');
    const size = files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    if (size > LARGEST) {
      throw refused(`${folder} holds ${Math.ceil(size / 2 ** 20)} MiB`, 'name a smaller folder as `context`');
    }
    const entries = files.map((path): TarEntry => entry(path, join(folder, path)));
    const archive = packTar([...entries, entry(DOCKERFILE, dockerfile)]);
    const digest = createHash('sha256').update(archive).digest('hex');
    return { archive, dockerfile: DOCKERFILE, digest };
  } catch (cause) {
    if (cause instanceof HarnessError) throw cause;
    throw refused(
      messageOf(cause),
      'look at `docker.build` of the candidate file: its paths begin at that file',
      cause,
    );
  }
}

/** Of files and of links to files, in one order. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();
}

/** A file itself, or all in a folder. */
function isIn(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`);
}

function entry(path: string, file: string): TarEntry {
  return { path, content: readFileSync(file), executable: (statSync(file).mode & 0o111) !== 0 };
}

function refused(what: string, hint: string, cause?: unknown): HarnessError {
  return new HarnessError('image', `no image can be built: ${what}`, {
    hint: `${hint}, or name an image that is there with \`docker: { image: … }\``,
    cause,
  });
}
