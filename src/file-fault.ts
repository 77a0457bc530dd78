/** Why the system refused something, in plain words. */
import { messageOf } from './harness-error.ts';

/** The code of an error of Node, such as `ENOENT`. Not told by `instanceof`: in tests these errors are of another realm. */
export function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

/** Codes for no room: on the disk, in the quota of the user, or below the limit for a file (`ulimit -f`). */
export const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Why a file cannot be read. */
export function whyUnreadable(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder, and a plain file is needed';
    default:
      return messageOf(cause);
  }
}
