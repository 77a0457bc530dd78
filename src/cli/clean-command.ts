import { Command } from 'commander';
import { messageOf } from '../harness-error.ts';
import { openEngine } from '../runtime/docker/engine.ts';
import { findOurs, type Leftover, type Removal, removeThese } from '../runtime/docker/leftovers.ts';
import { count } from '../report/words.ts';
import { BROKEN } from './exit-codes.ts';
import { cleanPairs } from './clean-pairs.ts';
import { print, printError } from './output.ts';

interface CleanFlags {
  readonly all?: true;
  readonly dryRun?: true;
}

const HELP = `
A pair that runs already (runtime remote), and that a killed run has left in its outage, is brought back by the hooks of its
candidate file.

Everything that parkspec makes in Docker has the labels org.parkspec and org.parkspec.owner, which names the process that made it.
A run that is killed cannot remove what it made; this command does, and so does the next run with containers. Nothing else is
removed, nor is a container that has these labels from its image. Images stay, because the next run needs them.
`;

export function cleanCommand(): Command {
  return new Command('clean')
    .description(
      'Undo what killed runs of parkspec left: pairs in an outage; and containers, networks and volumes in Docker.',
    )
    .option('--all', 'also remove those of runs that go on, and of other machines that use the same engine')
    .option('--dry-run', 'show what would be done, and do nothing')
    .addHelpText('after', HELP)
    .action(async (flags: CleanFlags) => {
      const { found, failed } = await cleanPairs(flags.dryRun === true);
      const code = await clean(flags, found > 0);
      process.exitCode = failed ? BROKEN : code;
    });
}

/** @param hasDone  whether there was something to do without an engine: then it need not be there */
async function clean({ all, dryRun }: CleanFlags, hasDone: boolean): Promise<number> {
  const engine = await openEngine().catch((cause: unknown) => {
    printError(`${hasDone ? 'note' : 'error'}: ${messageOf(cause)}`);
    return undefined;
  });
  if (engine === undefined) return hasDone ? 0 : BROKEN;
  const found = await findOurs(engine);
  const chosen = found.filter(({ maker }) => all === true || maker === 'dead');
  const removals: readonly Removal[] =
    dryRun === true ? chosen.map((leftover) => ({ leftover })) : await removeThese(engine, chosen);
  for (const removal of removals) print(told(removal, dryRun === true));
  print(summary(removals, found.length - chosen.length, dryRun === true));
  return removals.some(({ failure }) => failure !== undefined) ? BROKEN : 0;
}

/** `removed container parkspec-DR-12-x7k2p9-primary (DR-12 of run 20261123T081500-1a2b3c, whose process 4711 is dead)` */
function told({ leftover, failure }: Removal, dryRun: boolean): string {
  const { kind, name } = leftover;
  if (failure !== undefined) return `could not remove ${kind} ${name}: ${failure}`;
  return `${dryRun ? 'would remove' : 'removed'} ${kind} ${name} (${originOf(leftover)})`;
}

function originOf({ run, cell, pid, maker }: Leftover): string {
  const of = run === '' ? 'of an unknown run' : `${cell === '' ? 'of' : `${cell} of`} run ${run}`;
  if (maker === 'unknown') return `${of}, whose process is unknown here`;
  return `${of}, whose process ${pid} ${maker === 'dead' ? 'is dead' : 'is running'}`;
}

function summary(removals: readonly Removal[], left: number, dryRun: boolean): string {
  const done = removals.filter(({ failure }) => failure === undefined).length;
  const stay = removals.length - done;
  const parts = [
    done === 0 ? 'nothing to remove' : `${count(done, 'thing')} ${dryRun ? 'to remove' : 'removed'}`,
    ...(stay === 0 ? [] : [`${count(stay, 'thing')} could not be removed`]),
    ...(left === 0 ? [] : [`${count(left, 'thing')} of other runs kept (--all removes them too)`]),
  ];
  return parts.join(', ');
}
