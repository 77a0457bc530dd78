/** The reference park server as a program: one pool a process. See containers/reference/README.md. */
import { fstatSync } from 'node:fs';
import { behaviourWith } from './defects/catalogue.ts';
import { openPool, type Pool } from './reference-pool.ts';
import { parseSettings, type Settings, USAGE } from './settings.ts';
import { hostPort } from '../numeric-host.ts';

const EXIT = { failed: 1, usage: 64 } as const;

void main();

async function main(): Promise<void> {
  const parsed = parseSettings(process.argv.slice(2));
  if (!parsed.ok) {
    process.stderr.write(`${parsed.problem}\n${USAGE}\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  const { settings } = parsed;
  // A server that many depend on goes on after an error of its own, which it has logged.
  process.on('uncaughtException', (error) => trouble('uncaught', error));
  process.stdout.on('error', () => undefined);
  try {
    const pool = await openPool(settings, { behaviour: behaviourWith(settings), trouble });
    endWith(pool);
    process.stdout.write(
      `ready ${settings.sip.transport}:${hostPort(pool.sip.host, pool.sip.port)} http:${hostPort(settings.sip.host, pool.http)}\n`,
    );
  } catch (error) {
    process.stderr.write(`${whyNotOpened(settings, error)}\n`);
    process.exitCode = EXIT.failed;
  }
}

function trouble(what: string, cause: unknown): void {
  process.stderr.write(`${what}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
}

function whyNotOpened({ sip, http }: Settings, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `cannot open ${sip.transport}:${hostPort(sip.host, sip.port)} and http:${hostPort(sip.host, http)}: ${why}`;
}

/** Ends the process in good order when it is told to, and when the process that gave it a pipe as its input is gone. */
function endWith(pool: Pool): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void pool.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (stdinIsPipe()) {
    process.stdin.on('end', end).on('error', end).on('close', end);
    process.stdin.resume();
  }
}

/** Node's own pipes to a child are sockets. */
function stdinIsPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}
