/**
 * Reads a file that somebody names for parkspec to read. Only a plain file of a size that makes sense is read: a FIFO would
 * wait for ever, a device or a sparse file has no end, and a link may lead to what its maker may not read.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { extname } from 'node:path';

/** In octets. Each is far above the largest file of its kind that makes sense. */
export const LARGEST_INPUT = {
  yaml: 256 * 1024,
  body: 64 * 1024,
  recording: 16 * 1024 * 1024,
  history: 256 * 1024 * 1024,
} as const;

/** A file that is not waited for, and that takes no terminal. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Throws an error of the system, or one that says what the file is instead of a file that can be read. */
export function readInputFile(path: string, largest: number): Buffer {
  refuseLink(path);
  refuseKind(statSync(path));
  const file = openSync(path, FLAGS);
  try {
    const found = fstatSync(file);
    // Another one may have been put in its place.
    refuseKind(found);
    if (found.size > largest) throw tooLarge(found.size, largest);
    return readAll(file, largest);
  } finally {
    closeSync(file);
  }
}

/** A link leads to another name of a file of the same kind, and of its own maker. */
function refuseLink(path: string): void {
  const link = lstatSync(path);
  if (!link.isSymbolicLink()) return;
  const target = realpathSync(path);
  if (statSync(target).uid !== link.uid) {
    throw new Error('it is a link to a file of another user: name the file itself, or copy it');
  }
  if (extname(target) !== extname(path)) {
    throw new Error('it is a link to a file whose name ends otherwise: name the file itself, or copy it');
  }
}

function refuseKind(found: Stats): void {
  if (found.isFile()) return;
  throw new Error(`it is ${kindOf(found)}, and a plain file is needed`);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a FIFO';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** Some files of the system have no size and many octets. */
function readAll(file: number, largest: number): Buffer {
  const parts: Buffer[] = [];
  for (let length = 0; ; ) {
    const part = Buffer.allocUnsafe(PART);
    const count = readSync(file, part);
    if (count === 0) return Buffer.concat(parts, length);
    parts.push(part.subarray(0, count));
    length += count;
    if (length > largest) throw tooLarge(length, largest);
  }
}

const PART = 64 * 1024;

function tooLarge(size: number, largest: number): Error {
  return new Error(`it is too large: it has ${size} octets, and at most ${largest} are read`);
}
