import { SippError } from '../run/error.ts';
import { type Command, encodeAbort, encodeCommand, type SippEvent } from './codec.ts';

/** Which event is waited for: by name, by one of several names, or by a test. */
export type EventMatch = string | readonly string[] | ((event: SippEvent) => boolean);

/** How an event is waited for. */
export interface EventWait {
  /** At most so long, ms; the phone's `within` unless told. */
  readonly within?: number;
  /** Only events from this place of `history` on count; 0 unless told, so that what has already come counts. */
  readonly since?: number;
}

/** How a command is sent whose answer is waited for. */
export interface Asking {
  /** Which event answers: unless told the one with `Re:` and the command's number, or else the first one without `Re:`. */
  readonly answer?: EventMatch;
  /** How long the answer may take once the command is out, ms; the phone's `within` unless told. */
  readonly within?: number;
  /** What happens while an earlier command of `next` has no answer yet: this one waits for its turn, or is refused. */
  readonly ifBusy?: 'wait' | 'refuse';
}

/** Everything of a command but its name. */
export type CommandDetails = Omit<Command, 'name'>;

/** A live call of SIPp. */
export interface SteeredCall {
  /** Its Call-ID, as `[call_id]` has it in the scenario. */
  readonly id: string;
  /** Who began it: a command of ours, or a message from the wire. */
  readonly begunBy: 'command' | 'wire';
  /** All events so far, in the order in which they came. */
  readonly history: readonly SippEvent[];
  /** Why it takes no commands any more; undefined while it does. */
  readonly ended: SippError | undefined;
  /** Events from the first on, past and to come; ends when the call is released, throws when it is aborted or lost. */
  readonly events: AsyncIterable<SippEvent>;
  /** Hears every event from now on, at once when it comes; returns how to stop that. */
  onEvent(listener: (event: SippEvent) => void): () => void;
  /** Hears once why the call takes no commands any more. */
  onEnd(listener: (why: SippError) => void): () => void;
  /**
   * Sends a command and waits for nothing but room to send it.
   * @throws SippError `refused`, or why the call has ended
   */
  send(name: string, details?: CommandDetails): Promise<void>;
  /**
   * Sends a command and resolves with the event that answers it; commands of `next` go out one after another.
   * @throws SippError `deadline`, `refused`, or why the call has ended
   */
  next(name: string, details?: CommandDetails, asking?: Asking): Promise<SippEvent>;
  /** Waits for an event, which may have come already. @throws SippError `deadline`, or why the call has ended */
  event(match: EventMatch, wait?: EventWait): Promise<SippEvent>;
  /** Forgets the call here, after a last command by which the scenario may end it; SIPp goes on with it by itself. */
  release(last?: string, details?: CommandDetails): Promise<void>;
  /** Makes SIPp give the call up without a word on the wire, and forgets it. It counts as failed. */
  abort(): Promise<void>;
}

/** What a call needs of its phone. */
export interface CallLink {
  write(bytes: Buffer): Promise<void>;
  /** Told when the call has ended here. */
  ended(call: Call): void;
  readonly within: number;
}

interface Waiting {
  readonly matches: (event: SippEvent) => boolean;
  readonly resolve: (event: SippEvent) => void;
  readonly reject: (why: SippError) => void;
  readonly timer: NodeJS.Timeout;
}

/** The phone's side of a call: it delivers events and tells the end. */
export class Call implements SteeredCall {
  readonly id: string;
  readonly begunBy: 'command' | 'wire';
  readonly history: SippEvent[] = [];
  ended: SippError | undefined;
  readonly #link: CallLink;
  readonly #listeners = new Set<(event: SippEvent) => void>();
  readonly #endListeners = new Set<(why: SippError) => void>();
  readonly #waiting = new Set<Waiting>();
  #turn: Promise<unknown> = Promise.resolve();
  #asking = 0;
  #number = 0;

  constructor(id: string, begunBy: 'command' | 'wire', link: CallLink) {
    this.id = id;
    this.begunBy = begunBy;
    this.#link = link;
  }

  get events(): AsyncIterable<SippEvent> {
    return { [Symbol.asyncIterator]: () => this.#iterate() };
  }

  onEvent(listener: (event: SippEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEnd(listener: (why: SippError) => void): () => void {
    if (this.ended === undefined) this.#endListeners.add(listener);
    else listener(this.ended);
    return () => this.#endListeners.delete(listener);
  }

  async send(name: string, details: CommandDetails = {}): Promise<void> {
    await this.#write({ ...details, name }, ++this.#number);
  }

  async next(name: string, details: CommandDetails = {}, asking: Asking = {}): Promise<SippEvent> {
    if (this.#asking > 0 && asking.ifBusy === 'refuse') {
      throw new SippError(
        'refused',
        `The call ${this.id} has not answered its last command, \`${name}\` was not sent.`,
      );
    }
    this.#asking += 1;
    const answer = this.#turn.then(() => this.#ask({ ...details, name }, asking));
    this.#turn = answer
      .catch(() => undefined)
      .finally(() => {
        this.#asking -= 1;
      });
    return answer;
  }

  event(match: EventMatch, { within = this.#link.within, since = 0 }: EventWait = {}): Promise<SippEvent> {
    return this.#wait(matcher(match), nameOf(match), within, since);
  }

  async release(last?: string, details?: CommandDetails): Promise<void> {
    if (this.ended !== undefined) return;
    try {
      if (last !== undefined) await this.send(last, details);
    } finally {
      this.end(new SippError('released', `The call ${this.id} was released.`));
    }
  }

  async abort(): Promise<void> {
    if (this.ended !== undefined) return;
    const written = this.#link.write(encodeAbort(this.id));
    this.end(new SippError('released', `The call ${this.id} was given up.`));
    await written;
  }

  /** An event of this call has come. */
  deliver(event: SippEvent): void {
    this.history.push(event);
    for (const waiting of this.#waiting) {
      if (!waiting.matches(event)) continue;
      this.#settle(waiting);
      waiting.resolve(event);
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** No event will come any more, and no command is taken. */
  end(why: SippError): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    for (const waiting of this.#waiting) {
      this.#settle(waiting);
      waiting.reject(why);
    }
    this.#link.ended(this);
    for (const listener of this.#endListeners) listener(why);
    this.#endListeners.clear();
    this.#listeners.clear();
  }

  async #ask(command: Command, { answer, within = this.#link.within }: Asking): Promise<SippEvent> {
    const number = ++this.#number;
    const since = this.history.length;
    const isAnswer = answer === undefined ? undefined : matcher(answer);
    const answers = (event: SippEvent): boolean => {
      const re = event.fields['re'];
      if (re !== undefined && re !== String(number)) return false;
      return isAnswer?.(event) ?? true;
    };
    // A failed write ends the wait below with the reason why.
    const [event] = await Promise.all([
      this.#wait(answers, `answer to \`${command.name}\``, within, since),
      this.#write(command, number),
    ]);
    return event;
  }

  async #write(command: Command, number: number): Promise<void> {
    if (this.ended !== undefined) throw this.ended;
    await this.#link.write(encodeCommand(this.id, command, number));
  }

  #wait(matches: (event: SippEvent) => boolean, what: string, within: number, since: number): Promise<SippEvent> {
    const found = this.history.slice(since).find(matches);
    if (found !== undefined) return Promise.resolve(found);
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#settle(waiting);
        reject(this.#late(what, within));
      }, within);
      const waiting: Waiting = { matches, resolve, reject, timer };
      this.#waiting.add(waiting);
    });
  }

  #settle(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
  }

  #late(what: string, within: number): SippError {
    const names = this.history.map(({ name }) => name || '(no name)');
    return new SippError('deadline', `The call ${this.id} told no ${what} within ${within} ms.`, {
      hint: `So far it told ${names.length === 0 ? 'nothing' : names.join(', ')}. SIPp gives a call up without a word when a command comes while the call waits for a SIP message.`,
    });
  }

  async *#iterate(): AsyncGenerator<SippEvent, void, undefined> {
    for (let index = 0; ; ) {
      for (let event = this.history[index]; event !== undefined; event = this.history[index]) {
        index += 1;
        yield event;
      }
      if (this.ended?.kind === 'released') return;
      if (this.ended !== undefined) throw this.ended;
      await this.#news();
    }
  }

  /** Resolves with the next event or end. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      const heard = (): void => {
        stopEvent();
        stopEnd();
        resolve();
      };
      const stopEvent = this.onEvent(heard);
      const stopEnd = this.onEnd(heard);
    });
  }
}

function matcher(match: EventMatch): (event: SippEvent) => boolean {
  if (typeof match === 'function') return match;
  const names: readonly string[] = typeof match === 'string' ? [match] : match;
  return ({ name }) => names.includes(name);
}

function nameOf(match: EventMatch): string {
  if (typeof match === 'function') return 'such event';
  return `event \`${typeof match === 'string' ? match : match.join('`, `')}\``;
}
