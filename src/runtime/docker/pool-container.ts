/** One pool of a `docker` candidate: its container, from start to end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from './container.ts';
import { NotReadyError } from './handed-container.ts';
import { LimitCounters } from './limit-counters.ts';
import type { LimitWatch } from './limit-watch.ts';
import { onThisMachine } from './own-process.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import type { ProcessEvent } from '../../history/event.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Member } from '../../candidate/member.ts';
import type { LogFile } from '../pool-log.ts';
import type { ExecResult, FaultsOf, HttpAddress, Pool, PoolState, StartResult } from '../pool.ts';
import { answersOrEnds } from '../prober.ts';
import { whyDown } from '../why-down.ts';

export interface PoolContainerOptions {
  readonly name: Member;
  readonly address: SipAddress;
  readonly http: HttpAddress | undefined;
  readonly container: Container;
  /** Its image, and what the image is told to start where that is not its own choice. */
  readonly command: readonly string[];
  readonly log: LogFile;
  readonly limitWatch: LimitWatch;
  readonly record: (event: ProcessEvent) => void;
  /** The engine no longer tells what becomes of the container. */
  readonly onTrouble: (error: HarnessError) => void;
}

type Life =
  | { readonly kind: 'gone'; readonly how: string }
  | { readonly kind: 'running' | 'paused' | 'cut-off'; readonly pid: number };

/** How long a pool that was told to stop may take before it is killed, in s: the engine counts in those. */
const STOP_GRACE = 2;
/** Longest wait for the engine to tell of an end that it has confirmed, in ms. */
const CONFIRMED = 5_000;

/** How a program says that it lacks a capability (EPERM, EACCES). */
const NOT_PERMITTED = /operation not permitted|permission denied|\bEPERM\b|\bEACCES\b/i;
const ABOUT_CAPABILITIES =
  'its container has no capability but those of `docker.capabilities` of the candidate file: an image that starts as root and becomes another user needs SETUID and SETGID there';

export class PoolContainer implements Pool {
  readonly name: Member;
  readonly address: SipAddress;
  readonly http: HttpAddress | undefined;
  readonly #options: PoolContainerOptions;
  #life: Life = { kind: 'gone', how: 'not started' };
  #exit: Promise<void> = Promise.resolve();
  #wanted = false;
  #connected = true;

  constructor(options: PoolContainerOptions) {
    this.#options = options;
    this.name = options.name;
    this.address = options.address;
    this.http = options.http;
  }

  get state(): Life['kind'] {
    return this.#life.kind;
  }

  readonly faults: FaultsOf<'docker'> = {
    kill: { apply: () => this.kill() },
    stop: { apply: () => this.stop() },
    pause: { apply: () => this.pause(), undo: () => this.unpause() },
    disconnect: { apply: () => this.disconnect(), undo: () => this.connect() },
  };

  /** Of its end the engine tells by itself; a pause, or a way out of the network, has to be asked for. */
  async look(): Promise<PoolState> {
    if (this.#life.kind === 'gone') return 'gone';
    const { status, connected } = await this.#options.container.inspect();
    this.#connected = connected;
    if (status === 'paused') this.#become('paused');
    else if (status === 'running') this.#become(connected ? 'running' : 'cut-off');
    return this.#life.kind;
  }

  get pid(): number | undefined {
    if (this.#life.kind === 'gone') return undefined;
    return onThisMachine(this.#life.pid, this.#options.container.id) ? this.#life.pid : undefined;
  }

  async start(within: number, signal: AbortSignal): Promise<StartResult> {
    if (this.#life.kind !== 'gone') return { kind: 'up' };
    const refused = await this.#run();
    if (refused !== undefined) return { kind: 'down', why: `${this.name} could not be started: ${refused}` };
    const presence = await answersOrEnds(this.address, this.#exit, within, signal);
    if (presence === 'answers') {
      this.#record('ready');
      return { kind: 'up' };
    }
    const lastWords = this.lastWords();
    const why = whyDown({
      name: this.name,
      transport: this.address.transport,
      presence,
      how: this.#how(),
      within,
      lastWords,
    });
    return { kind: 'down', why: NOT_PERMITTED.test(lastWords) ? `${why}; ${ABOUT_CAPABILITIES}` : why };
  }

  async kill(): Promise<void> {
    if (this.#life.kind === 'gone') return;
    this.#wanted = true;
    this.#options.limitWatch.look();
    await this.#options.container.kill();
    await this.#ended('kill');
  }

  async stop(): Promise<void> {
    if (this.#life.kind === 'gone') return;
    await this.unpause();
    this.#wanted = true;
    this.#options.limitWatch.look();
    await this.#options.container.stop(STOP_GRACE);
    await this.#ended('stop');
  }

  async pause(): Promise<void> {
    if (this.#life.kind !== 'running') return;
    await this.#options.container.pause();
    if ((await this.#options.container.inspect()).status === 'paused') this.#become('paused');
  }

  async unpause(): Promise<void> {
    if (this.#life.kind !== 'paused') return;
    await this.#options.container.unpause();
    this.#become('running');
  }

  /** Its state tells whether the engine has done it. */
  async disconnect(): Promise<void> {
    if (this.#life.kind !== 'running') return;
    await this.#options.container.disconnect();
    if ((await this.#options.container.inspect()).connected) return;
    this.#connected = false;
    this.#become('cut-off');
  }

  async connect(): Promise<void> {
    if (this.#connected) return;
    await this.#options.container.connect();
    this.#connected = true;
    if (this.#life.kind === 'cut-off') this.#become('running');
  }

  /** A command that is not waited for any more goes on in the container, and ends with it. */
  async exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    if (this.#life.kind === 'gone' || this.#life.kind === 'paused') {
      return { code: undefined, output: `${this.name} is ${this.#life.kind}` };
    }
    signal.throwIfAborted();
    const over = new AbortController();
    const givenUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
    });
    try {
      return await Promise.race([this.#options.container.exec(command, signal), givenUp]);
    } finally {
      over.abort();
    }
  }

  /** Ends it, whatever state it is in, and removes the container. */
  async remove(): Promise<void> {
    const runs = this.#life.kind !== 'gone';
    this.#wanted = true;
    this.#options.limitWatch.look();
    await this.#options.container.remove();
    if (runs) await this.#ended('removal');
  }

  /** Everything in a container goes with it. */
  strays(): readonly [] {
    return [];
  }

  lastWords(): string {
    return this.#options.log.lastWords();
  }

  /** Why the container could not be started, such as for want of the program that it is to run. */
  async #run(): Promise<string | undefined> {
    this.#wanted = false;
    // A pool that died while it was cut off comes back where it was.
    await this.connect();
    try {
      const { ended } = await this.#options.container.start();
      const { pid } = await this.#options.container.inspect();
      this.#life = { kind: 'running', pid };
      this.#record('started');
      const { limitWatch } = this.#options;
      if (this.pid !== undefined) limitWatch.follow(new LimitCounters(pid));
      this.#exit = ended.then(
        ({ code }) => this.#heardOfEnd(code),
        (cause: unknown) => {
          if (this.#life.kind !== 'gone') this.#lost(cause);
        },
      );
      return undefined;
    } catch (error) {
      if (error instanceof NotReadyError) return this.#notReady(error);
      if (!(error instanceof HarnessError) || !isRefusal(error.cause)) throw error;
      return messageOf(error.cause);
    }
  }

  #notReady({ message }: NotReadyError): string {
    this.#options.log.flush();
    const last = this.lastWords();
    return `its wait strategy is not met: ${message}; ${last === '' ? 'it has printed nothing' : `its last output: ${last}`}`;
  }

  /** Its counters are gone with it, but the engine remembers that it died for want of memory. */
  async #heardOfEnd(code: number): Promise<void> {
    const { container, limitWatch } = this.#options;
    limitWatch.rest();
    if (!this.#wanted) {
      limitWatch.heard(this.lastWords());
      const state = await container.inspect().catch(() => undefined);
      if (state?.outOfMemory === true) limitWatch.tell('memory');
    }
    this.#over(code);
  }

  #over(code: number): void {
    this.#options.log.flush();
    const pid = this.#life.kind === 'gone' ? 0 : this.#life.pid;
    const signal = SIGNALS[code - 128] ?? null;
    this.#life = { kind: 'gone', how: signal ?? `exit code ${code}` };
    this.#options.record({
      kind: 'process',
      pool: this.name,
      event: 'exited',
      pid,
      code: signal === null ? code : null,
      signal,
      wanted: this.#wanted,
    });
  }

  #lost(cause: unknown): void {
    this.#options.onTrouble(
      new HarnessError('engine', `the engine no longer tells of the ${this.name} pool: ${messageOf(cause)}`, {
        hint: 'was it stopped or restarted meanwhile? `docker version` must show a server',
        cause,
      }),
    );
  }

  /** The engine has said that it is done; its end is heard of on another connection. */
  async #ended(how: string): Promise<void> {
    const late = new AbortController();
    const heard = await Promise.race([
      this.#exit.then(() => true),
      delay(CONFIRMED, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    if (heard) return;
    throw new HarnessError('engine', `the engine did not tell of the end of ${this.name} after its ${how}`, {
      hint: 'is the machine, or the engine, overloaded? see the log of dockerd',
    });
  }

  #become(kind: 'running' | 'paused' | 'cut-off'): void {
    if (this.#life.kind !== 'gone') this.#life = { ...this.#life, kind };
  }

  #record(event: 'started' | 'ready'): void {
    if (this.#life.kind === 'gone') return;
    const command = event === 'started' ? { command: this.#options.command } : {};
    this.#options.record({ kind: 'process', pool: this.name, event, pid: this.#life.pid, ...command });
  }

  #how(): string {
    return this.#life.kind === 'gone' ? this.#life.how : 'still running';
  }
}

/** By their numbers: a container that a signal has ended has 128 and its number as its exit code. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** The engine could not make a process of it: what the candidate file says is wrong, not the engine. */
function isRefusal(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('statusCode' in cause)) return false;
  return cause.statusCode === 400 || /runtime create failed|executable file not found|no such file/.test(cause.message);
}
