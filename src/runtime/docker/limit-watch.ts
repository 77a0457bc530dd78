/** Sees that a pool reaches a limit of what it may use, and tells it once for each. */
import { type ContainerLimits, type Limit } from '../../candidate/container-rights.ts';
import { sizeText } from '../../candidate/size.ts';
import type { ReachedLimit } from '../../history/event.ts';
import type { Member } from '../../candidate/member.ts';
import type { LimitCounters } from './limit-counters.ts';

export interface LimitWatchOptions {
  readonly pool: Member;
  readonly limits: ContainerLimits;
  readonly onLimit: (reached: ReachedLimit, text: string) => void;
}

/** How often the counters are read, in ms: with a container its counters are gone. */
const EVERY = 50;

/** How a program says that the system has not let it start another process or thread (EAGAIN of fork(2)). */
const COULD_NOT_START = /cannot fork|can't fork|fork: retry|resource temporarily unavailable|\bEAGAIN\b/i;

export class LimitWatch {
  readonly #options: LimitWatchOptions;
  readonly #told = new Set<Limit>();
  #counters: LimitCounters | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LimitWatchOptions) {
    this.#options = options;
  }

  /** Reads the counters of a container that has been started, until `rest`. */
  follow(counters: LimitCounters): void {
    this.rest();
    this.#counters = counters;
    this.#timer = setInterval(() => this.look(), EVERY).unref();
  }

  rest(): void {
    clearInterval(this.#timer);
    this.#counters?.close();
    this.#counters = undefined;
  }

  /** To be called before a container is ended as well. */
  look(): void {
    const counts = this.#counters?.read();
    if (counts === undefined) return;
    if (counts.outOfMemory > 0) this.tell('memory');
    if (counts.refusedStarts > 0) this.tell('processes');
  }

  /** One that ends as soon as it is refused a process may be gone before anybody looks: its last words tell then. */
  heard(lastWords: string): void {
    if (COULD_NOT_START.test(lastWords)) this.tell('processes');
  }

  tell(of: Limit): void {
    if (this.#told.has(of)) return;
    this.#told.add(of);
    const { pool, limits, onLimit } = this.#options;
    const advice = `raise \`docker.limits.${of}\` of the candidate file if it needs more`;
    onLimit({ pool, of }, `${pool} has reached its limit of ${WORDS[of](limits)}; ${advice}`);
  }
}

const WORDS: Readonly<Record<Limit, (limits: ContainerLimits) => string>> = {
  memory: ({ memory }) => `memory, ${sizeText(memory)}, and the kernel has ended a process of it`,
  processes: ({ processes }) => `processes and threads, ${processes}, and could not start another`,
  log: ({ log }) => `output, ${sizeText(log)}: what it printed after that is not in its log`,
};
