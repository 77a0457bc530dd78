/** A disk of a few megabytes for one run, which nobody else sees and which is gone with it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, start } from '../cli/parkspec.ts';

/** Root may mount in a namespace of its own; where others may, they are root in theirs. */
const OWN_MOUNTS = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user'];

export const canMount = spawnSync('unshare', [...OWN_MOUNTS, 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

/** Runs parkspec with reports on a new disk, and copies what is on the disk in the end to `kept`. `before` fills it. */
export function startOn(
  size: string,
  folder: string,
  args: readonly string[],
  before = ':',
): Running & { readonly kept: string } {
  const [disk, kept] = [join(folder, 'disk'), join(folder, 'kept')];
  mkdirSync(disk);
  const words = `unshare ${OWN_MOUNTS.join(' ')} sh -c 'disk=$1 kept=$2; shift 2
    mount -t tmpfs -o size=${size} none "$disk" || exit 99
    ${before}
    "$@"; code=$?; cp -r "$disk" "$kept"; exit $code' sh '${disk}' '${kept}' "$@"; exit $?;`;
  return { ...start(['run', '--reports', disk, ...args], { before: words }), kept };
}
