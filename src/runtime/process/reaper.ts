/**
 * Ends the candidate's processes when the harness dies without a chance to do so (`kill -9`, a crash). One small shell
 * process a harness process holds the other end of a pipe: each candidate process writes its own group into that pipe
 * before it becomes the candidate, so that there is no moment at which it lives unknown; when the pipe closes, because
 * the harness is gone, every group that is still listed is killed, also one that was stopped by SIGSTOP, and whatever
 * else carries the mark of a cell that was going on (see stragglers.ts). Then its folders are removed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { HarnessError } from '../../harness-error.ts';
import { MARK_VARIABLE } from './stragglers.ts';

/**
 * Reads `+pgid`, `=pgid`, `-pgid`, `~seconds`, `*mark`, `/mark` and `>folder` lines; at end of file kills what is left and removes the folders. Groups of `=` clean up by
 * themselves, and are killed when they have not ended after four seconds, or as many as the greatest `~` line says. Ignores the terminal's signals meanwhile. Where there is no /proc, nothing is found by its mark. A process may fork while it is looked for, hence the
 * second and third look.
 */
const REAPER = `trap '' INT TERM HUP
groups=' '
seconds=4
patient=' '
marks=' '
while read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) group=\${line#-}
      case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac
      case $patient in *" $group "*) patient="\${patient%% $group *} \${patient#* $group }" ;; esac ;;
    =*) patient="$patient\${line#=} " ;;
    '~'*) [ "\${line#?}" -gt "$seconds" ] && seconds=\${line#?} ;;
    '>'*) set -- "$@" "\${line#?}" ;;
    \\**) marks="$marks\${line#?} " ;;
    /*) mark=\${line#?}; marks="\${marks%% $mark *} \${marks#* $mark }" ;;
  esac
done
for group in $groups; do kill -KILL -"$group" 2>/dev/null; done
for mark in $marks; do
  for look in 1 2 3; do
    found=$(grep -lsF "${MARK_VARIABLE}=$mark" /proc/[0-9]*/environ)
    [ -n "$found" ] || break
    for file in $found; do pid=\${file#/proc/}; kill -KILL "\${pid%%/*}" 2>/dev/null; done
  done
done
while [ "$seconds" -gt 0 ]; do
  seconds=$((seconds - 1))
  for group in $patient; do kill -0 -"$group" 2>/dev/null && { sleep 1; break; }; done
done
for group in $patient; do kill -KILL -"$group" 2>/dev/null; done
rm -rf -- "$@"`;

/** Registers itself in the reaper's pipe (descriptor 3), then becomes the command without that descriptor. */
const REGISTER_THEN_RUN = 'echo "+$$" >&3; exec "$@" 3>&-';

/** Set in this process, and so in what it starts without another environment. */
export const OWN_VARIABLE = 'PARKSPEC_OWN';

/** The groups that this process has started and has had no end of. */
const started = new Set<number>();

/** Whether a group was started here, or is killed when this process dies. */
export function isReaped(group: number): boolean {
  return started.has(group);
}

let reaper: { readonly child: ChildProcess; readonly pipe: Writable } | undefined;

export interface ReapedOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Spawns a command in a process group of its own that does not outlive this process. Its stdin is a pipe from us. */
export function spawnReaped(command: readonly string[], options: ReapedOptions): ChildProcess {
  const pipe = reaperPipe();
  const child = spawn('/bin/sh', ['-c', REGISTER_THEN_RUN, 'parkspec', ...command], {
    ...options,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', pipe],
  });
  child.stdin?.on('error', () => undefined);
  if (child.pid !== undefined) started.add(child.pid);
  return child;
}

/** Has a group that this process has started killed when this process dies; `patient`: unless it ends by itself soon. */
export function reapGroup(group: number, patient = false): void {
  started.add(group);
  reaperPipe().write(`${patient ? '=' : '+'}${group}\n`);
}

/** Gives the groups that clean up by themselves at least so many seconds, when this process dies. */
export function allowTime(seconds: number): void {
  reaperPipe().write(`~${seconds}\n`);
}

/** Tells the reaper that a group has ended, so that its number may be used again by a stranger. */
export function forgetGroup(group: number): void {
  started.delete(group);
  reaper?.pipe.write(`-${group}\n`);
}

/** Has everything that carries the mark killed when this process dies before it says `forgetMark`. */
export function reapMark(mark: string): void {
  reaperPipe().write(`*${mark}\n`);
}

export function forgetMark(mark: string): void {
  reaper?.pipe.write(`/${mark}\n`);
}

/** Has a folder removed when this process has ended, in whatever way. */
export function reapFolder(path: string): void {
  reaperPipe().write(`>${path}\n`);
}

function reaperPipe(): Writable {
  if (reaper === undefined) {
    process.env[OWN_VARIABLE] = '1';
    const child = spawn('/bin/sh', ['-c', REAPER], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    if (child.stdin === null) {
      throw new HarnessError('reaper', 'the reaper process could not be started', { hint: 'is /bin/sh there?' });
    }
    child.stdin.on('error', () => undefined);
    // The reaper must not keep this process alive: it ends when we do.
    child.unref();
    (child.stdin as Writable & { unref?(): void }).unref?.();
    reaper = { child, pipe: child.stdin };
  }
  return reaper.pipe;
}
