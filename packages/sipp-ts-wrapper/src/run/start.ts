import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Outcome, outcomeOf } from '../results/outcome.ts';
import { readStatistics, type Statistics } from '../results/stat.ts';
import type { Release } from '../scenario/release.ts';
import { type SippSettings, settingArguments, type Trace } from './arguments.ts';
import { isBound } from './bound-sockets.ts';
import { SippError } from './error.ts';
import { errorRecords } from './error-file.ts';
import type { Executor, Exit, RunningProcess } from './executor.ts';
import { localExecutor } from './local.ts';
import { untilBound } from './ready.ts';
import { type ScenarioSource, scenarioText } from './source.ts';

/** An address that SIPp sends to or binds; brackets of IPv6 are not needed. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** What is started, where, and how. */
export interface SippOptions extends SippSettings {
  readonly scenario: ScenarioSource;
  /** Where requests go by themselves; a server and a scenario with `setdest` need none. */
  readonly remote?: SocketAddress;
  /** What is bound and what stands in `[local_ip]` and `[local_port]`: the executor's address and a free port unless told. */
  readonly local?: Partial<SocketAddress>;
  /** This machine unless told. */
  readonly executor?: Executor;
  /** The program, `sipp` unless told. */
  readonly command?: string;
  /** Its version, such as `detectVersion` tells it: scenarios of values are checked for it, and for 3.6.1 unless told. */
  readonly version?: Release;
  /** How long it may take until its socket is bound, ms; 10,000 unless told. */
  readonly readyWithin?: number;
  /** Whether the folder with SIPp's files stays when SIPp has ended; the caller removes it then. */
  readonly keepFolder?: boolean;
}

/** What SIPp wrote. */
export interface SippLogs {
  /** The last 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
  /** The error file: unexpected messages, aborted calls. */
  readonly errors: string;
  /** The other files by name, as far as they were traced. */
  readonly files: Readonly<Record<string, string>>;
}

/** A SIPp whose socket is bound. */
export interface RunningSipp {
  readonly pid: number | undefined;
  readonly local: SocketAddress;
  /** SIPp's own folder at the executor: scenario, error file, statistics, traces. */
  readonly folder: string;
  /** The command line, for people. */
  readonly commandLine: string;
  /** Resolves when SIPp has ended by itself or was stopped; never rejects. */
  readonly finished: Promise<Outcome>;
  /** The counts that SIPp wrote last, at most about a second old. */
  statistics(): Promise<Statistics | undefined>;
  /** What it has written so far; the same for ever when it has ended. */
  logs(): Promise<SippLogs>;
  /** Hears the records of the error file as they come, from the first one on; returns how to stop that. */
  onError(listener: (record: string) => void): () => void;
  /**
   * Ends SIPp: no new calls, and the end when those at hand have ended (SIGUSR1); after `grace` ms at once but in order (SIGTERM),
   * 2 s later by force. `grace` 0 skips the first. 5,000 unless told.
   */
  stop(options?: { readonly grace?: number }): Promise<Outcome>;
}

/** Where SIPp's files are, within its folder. */
const FILES = {
  scenario: 'scenario.xml',
  errors: 'errors.log',
  statistics: 'statistics.csv',
  messages: 'messages.log',
} as const;

const TRACES: Readonly<Record<Trace, readonly string[]>> = {
  messages: ['-trace_msg', '-message_file', FILES.messages],
  'short-messages': ['-trace_shortmsg', '-shortmessage_file', 'short-messages.csv'],
  'call-debug': ['-trace_calldebug', '-calldebug_file', 'call-debug.log'],
  logs: ['-trace_logs', '-log_file', 'logs.log'],
  screen: ['-trace_screen', '-screen_file', 'screen.log'],
  rtt: ['-trace_rtt'],
  counts: ['-trace_counts'],
  'error-codes': ['-trace_error_codes'],
};

/**
 * Starts SIPp, and resolves when the kernel shows its socket as bound, or when it has ended in good order before that.
 * @throws SippError `not-installed`, `not-started`; ScenarioError; RangeError
 */
export async function startSipp(options: SippOptions): Promise<RunningSipp> {
  const executor = options.executor ?? localExecutor();
  const protocol = (options.transport ?? 'u1').startsWith('u') ? 'udp' : 'tcp';
  const local = {
    host: options.local?.host ?? executor.address,
    port: options.local?.port ?? (await executor.freePort?.(protocol)) ?? 5060,
  };
  const media = await mediaOf(options, executor);
  const settings = settingArguments({ bindLocal: true, callIdFormat: `%u-${randomUUID()}@%s`, ...options, ...media });
  const xml = await scenarioText(options.scenario, executor, {
    ...(options.version === undefined ? {} : { version: options.version }),
    keywords: Object.keys(options.keys ?? {}),
  });
  const taken = await isBound(executor, { protocol, ...local });
  if (taken === true) {
    throw new SippError('not-started', `The ${protocol} port ${local.port} is taken.`, {
      hint: 'Let another one be chosen by leaving `local.port` out, or end the process that has it.',
    });
  }
  const folder = await executor.makeFolder();
  const command = options.command ?? 'sipp';
  const args = [
    options.remote === undefined ? [] : [hostAndPort(options.remote)],
    ['-sf', FILES.scenario, '-i', local.host, '-p', String(local.port), '-nostdin'],
    ['-trace_err', '-error_file', FILES.errors, '-trace_stat', '-stf', FILES.statistics, '-fd', '1'],
    (options.trace ?? []).flatMap((trace) => TRACES[trace]),
    settings,
  ].flat();
  try {
    await executor.writeFile(`${folder}/${FILES.scenario}`, xml);
    const process = await executor.spawn(command, args, { cwd: folder });
    const running = runningSipp({
      executor,
      process,
      folder,
      local,
      commandLine: [command, ...args].join(' '),
      options,
    });
    // Without /proc there is no proof to wait for.
    if (taken !== undefined) await untilBound(running, process, executor, protocol, options.readyWithin ?? 10_000);
    return running;
  } catch (error) {
    await executor.removeFolder(folder);
    throw error;
  }
}

/**
 * SIPp binds a port for media when it starts, also where no scenario has media: the first of a hundred from 6000 on that is
 * free, so that no more than a hundred of them could run on an address.
 */
async function mediaOf({ media }: SippSettings, executor: Executor): Promise<Pick<SippSettings, 'media'>> {
  const port = media?.port ?? (await executor.freePort?.('udp'));
  return port === undefined ? {} : { media: { ...media, port } };
}

/** `host:port`, with brackets around an IPv6 address. */
export function hostAndPort({ host, port }: SocketAddress): string {
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

interface Parts {
  readonly executor: Executor;
  readonly process: RunningProcess;
  readonly folder: string;
  readonly local: SocketAddress;
  readonly commandLine: string;
  readonly options: SippOptions;
}

function runningSipp({ executor, process, folder, local, commandLine, options }: Parts): RunningSipp {
  const output = { stdout: '', stderr: '' };
  process.onOutput((text, stream) => {
    output[stream] = (output[stream] + text).slice(-65_536);
  });
  const read = async (name: string): Promise<string> => (await executor.readFile(`${folder}/${name}`)) ?? '';
  const readLogs = async (): Promise<SippLogs> => {
    const names = (await executor.listFiles(folder)).filter(
      (name) => ![FILES.scenario, FILES.errors].some((own) => own === name),
    );
    const files = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
    return { ...output, errors: await read(FILES.errors), files: Object.fromEntries(files) };
  };
  let exit: Exit | undefined;
  const atEnd = async (): Promise<{ readonly logs: SippLogs; readonly outcome: Outcome }> => {
    exit = await process.exited;
    const logs = await readLogs().catch(
      (error: unknown): SippLogs => ({
        ...output,
        errors: `SIPp's files could not be read: ${String(error)}`,
        files: {},
      }),
    );
    // What cannot be removed is left: nothing that SIPp did depends on it.
    if (options.keepFolder !== true) await executor.removeFolder(folder).catch(() => undefined);
    const statistics = readStatistics(logs.files[FILES.statistics] ?? '');
    return { logs, outcome: outcomeOf({ planned: options.calls, statistics, exit, errors: logs.errors }) };
  };
  const last = atEnd();
  const onError = errorRecords(executor, `${folder}/${FILES.errors}`, process.exited);
  const finished = last.then(({ outcome }) => outcome);
  return {
    pid: process.pid,
    local,
    folder,
    commandLine,
    finished,
    statistics: async () =>
      exit === undefined ? readStatistics(await read(FILES.statistics)) : (await finished).statistics,
    logs: async () => (exit === undefined ? readLogs() : (await last).logs),
    onError,
    stop: async ({ grace = 5000 } = {}) => {
      const ended = async (signal: 'SIGUSR1' | 'SIGTERM', within: number): Promise<boolean> => {
        await process.signal(signal);
        return settlesWithin(process.exited, within);
      };
      const stopped =
        exit !== undefined || (grace > 0 && (await ended('SIGUSR1', grace))) || (await ended('SIGTERM', 2000));
      if (!stopped) await process.signal('SIGKILL');
      return finished;
    },
  };
}

async function settlesWithin(promise: Promise<unknown>, within: number): Promise<boolean> {
  const over = new AbortController();
  const late = delay(within, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    over.abort();
  }
}
