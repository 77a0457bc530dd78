/** What an image is built from: the files of a folder and a Dockerfile, which may lie elsewhere. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError, messageOf } from '../../harness-error.ts';

export interface BuildContext {
  /** The Dockerfile's path among the files. */
  readonly dockerfile: string;
  /** SHA-256 in hexadecimal: the same files and the same Dockerfile have the same. */
  readonly digest: string;
  /** Puts a copy of the files into an empty folder: Testcontainers builds from one, with the Dockerfile in it. */
  layOut(into: string): void;
}

interface BuildFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
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
    const paths = filesBelow(folder).filter((path) => only === undefined || only.some((name) => isIn(path, name)));
    const missing = only?.find((name) => !paths.some((path) => isIn(path, name)));
    if (missing !== undefined) throw refused(`${folder} has no ${missing}`, 'look at `docker.build.files`');
    const size = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    if (size > LARGEST) {
      throw refused(`${folder} holds ${Math.ceil(size / 2 ** 20)} MiB`, 'name a smaller folder as `context`');
    }
    const files = [...paths.map((path) => read(path, join(folder, path))), read(DOCKERFILE, dockerfile)];
    return { dockerfile: DOCKERFILE, digest: digestOf(files), layOut: (into) => layOut(files, into) };
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

function read(path: string, file: string): BuildFile {
  return { path, content: readFileSync(file), mode: (statSync(file).mode & 0o111) === 0 ? 0o644 : 0o755 };
}

function digestOf(files: readonly BuildFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content, mode } of files) {
    hash.update(JSON.stringify([path, mode, content.length])).update(content);
  }
  return hash.digest('hex');
}

/** Of the same age and with the same rights wherever they lie: the layers of an image have both. */
function layOut(files: readonly BuildFile[], into: string): void {
  for (const { path, content, mode } of files) {
    const file = join(into, path);
    for (const folder of foldersOf(path)) {
      mkdirSync(join(into, folder), { recursive: true });
      chmodSync(join(into, folder), 0o755);
    }
    writeFileSync(file, content);
    chmodSync(file, mode);
    utimesSync(file, 0, 0);
  }
}

/** `a/b/c`: `a`, `a/b`. */
function foldersOf(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}

function refused(what: string, hint: string, cause?: unknown): HarnessError {
  return new HarnessError('image', `no image can be built: ${what}`, {
    hint: `${hint}, or name an image that is there with \`docker: { image: … }\``,
    cause,
  });
}
