import { setTimeout as delay } from 'node:timers/promises';
import { isBound } from './bound-sockets.ts';
import { SippError } from './error.ts';
import type { Executor, Exit, RunningProcess } from './executor.ts';
import { FATAL_EXITS } from '../results/outcome.ts';
import type { RunningSipp } from './start.ts';

/**
 * Waits for the proof that the socket is bound; where there is none to be had, for nothing.
 * @throws SippError `not-started`
 */
export async function untilBound(
  running: RunningSipp,
  process: RunningProcess,
  executor: Executor,
  protocol: 'udp' | 'tcp',
  within: number,
): Promise<void> {
  let exit: Exit | undefined;
  const ended = (async () => {
    exit = await process.exited;
  })();
  const deadline = performance.now() + within;
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    if (await isBound(executor, { protocol, ...running.local }, process.pid)) return;
    if (exit !== undefined) {
      // A short run may be over before it was looked at. A mistake in the scenario or an option exits with 1, like a failed call.
      const { statistics } = await running.finished;
      if (statistics !== undefined && exit.signal === null && !FATAL_EXITS.includes(exit.code)) return;
      throw await notStarted(running, exit);
    }
    if (performance.now() > deadline) {
      const { stderr, errors } = await running.logs();
      await running.stop({ grace: 0 });
      throw new SippError('not-started', `SIPp bound no ${protocol} port ${running.local.port} in ${within} ms.`, {
        evidence: `${running.commandLine}\n${stderr}${errors}`.trim(),
      });
    }
    await Promise.race([delay(pause), ended]);
  }
}

/** Why a SIPp that has ended was never there, with what it said and a hint. */
export async function notStarted(running: RunningSipp, exit: Exit): Promise<SippError> {
  const { stderr, errors, stdout } = await running.logs();
  const said = `${stderr}${errors}`.trim() || stdout.trim();
  return new SippError('not-started', `SIPp ended before it was ready (${exit.signal ?? exit.code}).`, {
    ...hintFor(said),
    evidence: `${running.commandLine}\n${said}`,
  });
}

function hintFor(said: string): { readonly hint?: string } {
  const hints: readonly (readonly [RegExp, string])[] = [
    [/Address already in use|Unable to bind/i, 'Another process has the port.'],
    [/Cannot assign requested address|errno = 99/i, 'The local address is none of this machine.'],
    [/Unknown element|XML|scenario/i, 'SIPp does not take the scenario.'],
    [/Unable to open|too many open files|rlimit/i, 'A limit of the system was reached, see `ulimit -n`.'],
    [/Usage|Unknown option|Invalid argument/i, 'This version of SIPp does not know one of the options.'],
  ];
  const found = hints.find(([pattern]) => pattern.test(said))?.[1];
  return found === undefined ? {} : { hint: found };
}
