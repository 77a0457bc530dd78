/**
 * A bench for a test written by hand. It runs in a process of its own: a test runner's fake timers and sandboxes do not
 * reach the phones, and what a test loads is small.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Bench, BenchCall, BenchOptions, BenchParty, BenchPhone, BenchReport, BenchVerdict } from './bench-api.ts';
import type { BenchContainers } from './bench-container.ts';
import type { Answer, Ask, Reply, Requested } from './bench-messages.ts';
import { type Containers, handedOver } from './handed-over.ts';

const PROGRAM = join(PACKAGE_ROOT, 'dist/bench/bench-process.js');
const REFERENCE = join(PACKAGE_ROOT, 'containers/reference/candidate.yaml');
const FIVE_MINUTES = 300_000;
const MOST_PRINTED = 4_000;

/** What could not be done, or meant nothing. A verdict is never an error. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}

/**
 * Starts both pools of a candidate and six phones that are registered at the primary.
 *
 * @param candidate  path of a candidate file, or what such a file holds, with the containers of its pools where the test
 *   makes them; the reference server unless told
 * @throws BenchError  for a candidate that cannot be used, and where pools or phones do not come up
 */
export async function benchFor(
  candidate: string | BenchContainers | object = REFERENCE,
  options: BenchOptions = {},
): Promise<Bench> {
  const { name = 'bench', within = FIVE_MINUTES, phones, outage, directory } = options;
  const isFile = typeof candidate === 'string';
  const file = resolve(isFile ? candidate : 'candidate.json');
  const { words, containers } = isFile ? { words: candidate } : taken(candidate);
  const source = isFile ? readCandidate(file) : JSON.stringify(words, undefined, 2);
  const link = new Link(containers);
  const place = directory ?? join('reports/benches', `${name}-${randomBytes(4).toString('hex')}`);
  try {
    const opening = { source, file, name, within, phones, outage, directory: resolve(place) };
    const stated = containers && {
      primary: containers.primary.statement,
      backup: containers.backup.statement,
    };
    await link.ask({ kind: 'open', opening: { ...opening, containers: stated } });
  } catch (error) {
    await link.ask({ kind: 'close' }).catch(() => undefined);
    link.end();
    throw error;
  }
  return benchOn(link);
}

function taken(candidate: object): ReturnType<typeof handedOver> {
  try {
    return handedOver(candidate);
  } catch (cause) {
    throw new BenchError(Object(cause).message, { cause });
  }
}

function readCandidate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    // In a sandbox the errors of Node are not of the sandbox's own kind.
    throw new BenchError(`the candidate file cannot be read: ${Object(cause).message}`, { cause });
  }
}

function benchOn(link: Link): Bench {
  let calls = 0;
  let report: Promise<BenchReport> | undefined;
  const step = async (raw: object): Promise<BenchVerdict | undefined> =>
    (await link.ask({ kind: 'step', step: raw })).verdict;
  const act = async (raw: object): Promise<void> => {
    await step(raw);
  };
  const phone = (name: BenchParty): BenchPhone => ({
    name,
    call: async (to): Promise<BenchCall> => {
      calls += 1;
      const as = callName(calls);
      await act({ call: { as, from: name, to: nameOf(to) } });
      return as;
    },
    park: (call) => act({ park: { call, by: name } }),
    retrieve: (call) => act({ retrieve: { call, by: name } }),
    hold: (call) => act({ hold: { call, by: name } }),
    resume: (call) => act({ resume: { call, by: name } }),
    transfer: (call, to, how = 'blind') => act({ transfer: { call, by: name, to: nameOf(to), how } }),
    hangUp: (call) => act({ hangup: { call, by: name } }),
    register: () => act({ register: { by: name } }),
  });
  const reach = async (phase: string): Promise<void> => {
    await link.ask({ kind: 'reach', phase });
  };
  const close = (): Promise<BenchReport> => (report ??= closed(link));
  return {
    alice: phone('alice'),
    bob: phone('bob'),
    carol: phone('carol'),
    dave: phone('dave'),
    erin: phone('erin'),
    frank: phone('frank'),
    reach,
    outage: () => reach('outage'),
    check: async (name, expectation) => {
      const verdict = await step({ check: name, ...expectation });
      if (verdict === undefined) throw new BenchError(`the check ${name} has no verdict`);
      return verdict;
    },
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
    },
  };
}

async function closed(link: Link): Promise<BenchReport> {
  try {
    const { report } = await link.ask({ kind: 'close' });
    if (report === undefined) throw new BenchError('the bench has left no report');
    return report;
  } finally {
    link.end();
  }
}

/** A to Z, then A2 and so on. */
function callName(n: number): BenchCall {
  const letter = String.fromCodePoint(65 + ((n - 1) % 26));
  return n <= 26 ? letter : `${letter}${Math.ceil(n / 26)}`;
}

function nameOf(party: BenchPhone | BenchParty): BenchParty {
  return typeof party === 'string' ? party : party.name;
}

type Answered = Extract<Answer, { ok: true }>;

/** The way to the process of a bench. */
class Link {
  readonly #child: ChildProcess;
  readonly #containers: Containers | undefined;
  readonly #waiting = new Map<number, { settle: (answer: Answered) => void; refuse: (error: Error) => void }>();
  #count = 0;
  #printed = '';
  #end: string | undefined;

  constructor(containers: Containers | undefined) {
    this.#containers = containers;
    this.#child = fork(PROGRAM, [], { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#printed = `${this.#printed}${chunk.toString('utf8')}`.slice(-MOST_PRINTED);
      });
    }
    this.#child.on('message', (heard: Answer | Requested) => {
      if ('request' in heard) void this.#carryOut(heard);
      else this.#hear(heard);
    });
    this.#child.once('error', (error) => this.#lose(error.message));
    this.#child.once('close', (code, signal) => this.#lose(`${signal ?? `exit code ${code}`} ${this.#printed}`.trim()));
  }

  ask(question: Ask): Promise<Answered> {
    return new Promise((settle, refuse) => {
      if (this.#end !== undefined) return refuse(new BenchError(this.#end));
      const n = (this.#count += 1);
      this.#waiting.set(n, { settle, refuse });
      this.#child.send({ ...question, n }, (error) => error && this.#lose(error.message));
    });
  }

  /** The process cleans up what is left, and ends. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** What only this process can do: the containers of the test are here. */
  async #carryOut({ request: { pool, make }, m }: Requested): Promise<void> {
    let why: string | undefined;
    try {
      const container = this.#containers?.[pool];
      await (make === undefined ? container?.start() : container?.make(make));
    } catch (cause) {
      why = String(Object(cause).message ?? cause);
    }
    const reply: Reply = { kind: 'reply', m, why };
    if (this.#child.connected) this.#child.send(reply, () => undefined);
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.n);
    this.#waiting.delete(answer.n);
    if (answer.ok) waiting?.settle(answer);
    else waiting?.refuse(new BenchError(answer.why));
  }

  #lose(why: string): void {
    this.#end ??= `the process of the bench has ended: ${why}`;
    for (const { refuse } of this.#waiting.values()) refuse(new BenchError(this.#end));
    this.#waiting.clear();
  }
}
