/** One pool of a `process` candidate: its operating system process, from start to end. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEvent } from '../../history/event.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Member } from '../../candidate/member.ts';
import { messageOf } from '../../harness-error.ts';
import type { LogFile } from '../pool-log.ts';
import type { FaultsOf, HttpAddress, Pool, PoolState, StartResult, Straggler } from '../pool.ts';
import { answersOrEnds } from '../prober.ts';
import { whyDown } from '../why-down.ts';
import { environmentOf } from '../minimal-environment.ts';
import { forgetGroup, spawnReaped } from './reaper.ts';
import { lifeOf, MARK_VARIABLE, marked } from './stragglers.ts';

export interface PoolProcessOptions {
  readonly name: Member;
  readonly address: SipAddress;
  readonly http: HttpAddress | undefined;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What everything that the process starts carries in its environment; empty where nothing does. */
  readonly mark: string;
  readonly log: LogFile;
  readonly record: (event: ProcessEvent) => void;
}

type Life =
  | { readonly kind: 'gone'; readonly how: string }
  | { readonly kind: 'running' | 'paused'; readonly child: ChildProcess; readonly pid: number };

/** Longest time a pool that was told to stop may take before it is killed, in ms. */
const STOP_GRACE = 2_000;
/** Longest wait for the output of a process that has ended, in ms. */
const LAST_WORDS = 500;

export class PoolProcess implements Pool {
  readonly name: Member;
  readonly address: SipAddress;
  readonly http: HttpAddress | undefined;
  readonly #options: PoolProcessOptions;
  #life: Life = { kind: 'gone', how: 'not started' };
  #exit: Promise<void> = Promise.resolve();
  /** Resolves when all that the process had to say is in its log. */
  #said: Promise<void> = Promise.resolve();
  #wanted = false;
  /** Of the process that was started last; also the number of its group. */
  #pid = 0;

  constructor(options: PoolProcessOptions) {
    this.#options = options;
    this.name = options.name;
    this.address = options.address;
    this.http = options.http;
  }

  get state(): Life['kind'] {
    return this.#life.kind;
  }

  get pid(): number | undefined {
    return this.#life.kind === 'gone' ? undefined : this.#life.pid;
  }

  readonly faults: FaultsOf<'process'> = {
    kill: { apply: () => this.kill() },
    stop: { apply: () => this.stop() },
    pause: { apply: () => this.pause(), undo: () => this.unpause() },
  };

  /** Linux tells whether it is stopped, or has just ended; elsewhere it is what we made of it. */
  async look(): Promise<PoolState> {
    if (this.#life.kind === 'gone') return 'gone';
    const found = lifeOf(this.#life.pid);
    if (found === 'ended') await this.#exit;
    else if (found !== undefined) this.#life = { ...this.#life, kind: found === 'stopped' ? 'paused' : 'running' };
    return this.state;
  }

  /** Starts the process and waits until it answers OPTIONS, has ended, or `within` ms are over. */
  async start(within: number, signal: AbortSignal): Promise<StartResult> {
    if (this.#life.kind !== 'gone') return { kind: 'up' };
    this.#spawn();
    const presence = await answersOrEnds(this.address, this.#exit, within, signal);
    if (presence === 'answers') {
      this.#record('ready');
      return { kind: 'up' };
    }
    // Its output is read after its end; what a process that it left behind holds open is not waited for.
    if (presence === 'ended') await Promise.race([this.#said, delay(LAST_WORDS, undefined, { ref: false })]);
    const { transport } = this.address;
    const down = { name: this.name, transport, presence, how: this.#how(), within, lastWords: this.lastWords() };
    return { kind: 'down', why: `${whyDown(down)}${this.#advice()}` };
  }

  /** Its processes that are out of reach of a signal to its group. */
  strays(): readonly Straggler[] {
    const { mark } = this.#options;
    return mark === '' ? [] : marked(mark).filter(({ group }) => group !== this.#pid);
  }

  async kill(): Promise<void> {
    this.#signal('SIGKILL', true);
    await this.#exit;
  }

  /** SIGTERM, as `docker stop` and every init system do it, and SIGKILL for who does not heed it. */
  async stop(): Promise<void> {
    // A hook may have stopped it unseen, and what is stopped hears no SIGTERM.
    this.#signal('SIGCONT', false);
    this.#signal('SIGTERM', true);
    const killer = setTimeout(() => this.#signal('SIGKILL', true), STOP_GRACE);
    await this.#exit;
    clearTimeout(killer);
  }

  async pause(): Promise<void> {
    if (this.#life.kind !== 'running') return;
    this.#signal('SIGSTOP', false);
    this.#life = { ...this.#life, kind: 'paused' };
  }

  async unpause(): Promise<void> {
    if (this.#life.kind !== 'paused') return;
    this.#signal('SIGCONT', false);
    this.#life = { ...this.#life, kind: 'running' };
  }

  lastWords(): string {
    return this.#options.log.lastWords();
  }

  #spawn(): void {
    const { command, cwd, env, mark, log } = this.#options;
    const child = spawnReaped(command, { cwd, env: { ...environmentOf(env), [MARK_VARIABLE]: mark } });
    const pid = child.pid ?? 0;
    this.#pid = pid;
    this.#wanted = false;
    this.#life = { kind: 'running', child, pid };
    child.stdout?.on('data', (chunk: Buffer) => log.append(chunk));
    child.stderr?.on('data', (chunk: Buffer) => log.append(chunk));
    this.#exit = new Promise((resolve) => {
      child.once('error', (cause) => this.#ended(pid, messageOf(cause), null, null, resolve));
      child.once('exit', (code, signal) => this.#ended(pid, signal ?? `exit code ${code}`, code, signal, resolve));
    });
    this.#said = new Promise((resolve) => {
      child.once('close', () => {
        log.flush();
        resolve();
      });
    });
    this.#record('started');
  }

  #ended(pid: number, how: string, code: number | null, signal: string | null, resolve: () => void): void {
    // The group's other members, if the process left any behind, go with it.
    killGroup(pid, 'SIGKILL');
    forgetGroup(pid);
    this.#life = { kind: 'gone', how };
    this.#options.record({
      kind: 'process',
      pool: this.name,
      event: 'exited',
      pid,
      code,
      signal,
      wanted: this.#wanted,
    });
    resolve();
  }

  #record(event: 'started' | 'ready'): void {
    if (this.#life.kind === 'gone') return;
    const command = event === 'started' ? { command: this.#options.command } : {};
    this.#options.record({ kind: 'process', pool: this.name, event, pid: this.#life.pid, ...command });
  }

  #signal(signal: NodeJS.Signals, ends: boolean): void {
    if (this.#life.kind === 'gone') return;
    if (ends) this.#wanted = true;
    killGroup(this.#life.pid, signal);
  }

  #how(): string {
    return this.#life.kind === 'gone' ? this.#life.how : 'still running';
  }

  /** A shell's exit codes for a command that cannot be run (POSIX, 2.8.2). */
  #advice(): string {
    const unrunnable = this.#life.kind === 'gone' && /^exit code 12[67]$/.test(this.#life.how);
    return unrunnable ? '; is `process.command` of the candidate file there, and may it be executed?' : '';
  }
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
