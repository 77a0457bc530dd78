/**
 * Has a process of ours become the parent of all orphans below it, in the place of process 1: prctl(2),
 * PR_SET_CHILD_SUBREAPER. It stays so when it becomes another program, and Perl, which nearly every Linux has, can call it
 * before it becomes Node. Where that cannot be, orphans are not found.
 */
import { existsSync } from 'node:fs';

/** Set in a process that adopts orphans. */
export const ADOPTS_VARIABLE = 'PARKSPEC_ADOPTS';

const PERL = '/usr/bin/perl';
/** The number of prctl in the tables of the kernel, by the name that Node has for the processor. */
const PRCTL: Readonly<Record<string, number>> = { x64: 157, arm64: 167 };
const SUBREAPER = 36;

export interface Adoption {
  readonly execPath: string;
  readonly execArgv: string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How `fork` starts Node so that it adopts orphans; undefined where it cannot. */
export function adoption(): Adoption | undefined {
  const prctl = PRCTL[process.arch];
  if (process.platform !== 'linux' || prctl === undefined || !existsSync(PERL)) return undefined;
  const program = `syscall(${prctl}, ${SUBREAPER}, 1, 0, 0, 0) == 0 and $ENV{${ADOPTS_VARIABLE}} = 1; exec { $ARGV[0] } @ARGV`;
  return {
    execPath: PERL,
    execArgv: ['-e', program, '--', process.execPath, ...process.execArgv],
    env: { ...process.env },
  };
}
