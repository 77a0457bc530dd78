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
  /** What happens while an earlier command has no answer yet: this one waits for its turn, or is refused. */
  readonly ifBusy?: 'wait' | 'refuse';
}

/**
 * When a command goes out. SIPp runs one step of a call in about a millisecond, and a command that it reads while the call
 * stands at any other step than a `recvCmd` (behind optional receives) ends the call without a word; a command after that begins
 * a new call of the same Call-ID. So:
 * - `answered`: when the command before it was answered by an event, one with its number where the scenario sends numbers
 * - `free`: at once; for scenarios that leave commands unanswered, and at the caller's risk
 */
export type Pace = 'answered' | 'free';

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
   * Sends a command, and resolves when it is out; its turn comes when the one before it was answered (`Pace`).
   * @throws SippError `refused`, or why the call has ended
   */
  send(name: string, details?: CommandDetails): Promise<void>;
  /**
   * Sends a command when its turn comes, and resolves with the event that answers it.
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
  readonly pace: Pace;
  /** Whether the scenario sends numbers of commands back: seen in any call of the phone. */
  readonly numbers: { seen: boolean };
}

const SILENT_END =
  'SIPp gives a call up without a word when a command comes while the call does not wait for one: look at the scenario.';

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
  /** Settles when the last command that was given is out, or was refused. */
  #lastOut: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #number = 0;
  /** The number and name of the command that has no answer yet. */
  #unanswered: { readonly number: number; readonly name: string } | undefined;
  readonly #onAnswered = new Set<() => void>();

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
    await this.#inTurn({ ...details, name }, () => undefined);
  }

  async next(name: string, details: CommandDetails = {}, asking: Asking = {}): Promise<SippEvent> {
    if (asking.ifBusy === 'refuse' && (this.#queued > 0 || this.#unanswered !== undefined)) {
      throw new SippError(
        'refused',
        `The call ${this.id} has not answered its last command, \`${name}\` was not sent.`,
      );
    }
    const { answer, within = this.#link.within } = asking;
    const isAnswer = answer === undefined ? undefined : matcher(answer);
    let event: Promise<SippEvent> | undefined;
    await this.#inTurn({ ...details, name }, (number) => {
      const answers = ({ fields }: SippEvent): boolean => fields['re'] === undefined || fields['re'] === String(number);
      event = this.#wait(
        (heard) => answers(heard) && (isAnswer?.(heard) ?? true),
        `answer to \`${name}\``,
        within,
        this.history.length,
      );
      // The call may end while the command is still on its way out, which is told by that.
      event.catch(() => undefined);
    });
    if (event === undefined) throw new SippError('lost', `The command \`${name}\` was not sent.`);
    return event;
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
    this.#noteAnswer(event);
    for (const waiting of this.#waiting) {
      if (!waiting.matches(event)) continue;
      this.#settle(waiting);
      waiting.resolve(event);
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** Whether an event comes from another call that SIPp began under this Call-ID, where events tell their call's number. */
  isOther({ fields }: SippEvent): boolean {
    const own = this.history.find((event) => event.fields['call-number'] !== undefined)?.fields['call-number'];
    return own !== undefined && fields['call-number'] !== undefined && fields['call-number'] !== own;
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

  /** Writes a command when its turn has come; `beforeOut` hears its number just before. */
  async #inTurn(command: Command, beforeOut: (number: number) => void): Promise<void> {
    // What cannot be sent at all is refused before it waits.
    encodeCommand(this.id, command, 0);
    this.#queued += 1;
    const out = this.#sendAfter(this.#lastOut, command, beforeOut);
    this.#lastOut = out.catch(() => undefined);
    await out;
  }

  async #sendAfter(lastOut: Promise<unknown>, command: Command, beforeOut: (number: number) => void): Promise<void> {
    try {
      await lastOut;
      await this.#turn(command.name);
      const number = ++this.#number;
      if (this.#link.pace === 'answered') this.#unanswered = { number, name: command.name };
      beforeOut(number);
      await this.#link.write(encodeCommand(this.id, command, number));
    } finally {
      this.#queued -= 1;
    }
  }

  /** Resolves when no command waits for its answer. */
  #turn(name: string): Promise<void> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    const before = this.#unanswered;
    if (before === undefined) return Promise.resolve();
    const { within } = this.#link;
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        this.#onAnswered.delete(answered);
        stopEnd();
        how();
      };
      const answered = (): void => settle(resolve);
      const timer = setTimeout(() => {
        const what = `The call ${this.id} has not answered \`${before.name}\` for ${within} ms, \`${name}\` was not sent.`;
        settle(() => reject(new SippError('refused', what, { hint: `${SILENT_END} Or tell \`pace: 'free'\`.` })));
      }, within);
      this.#onAnswered.add(answered);
      const stopEnd = this.onEnd((why) => settle(() => reject(why)));
    });
  }

  #noteAnswer({ fields }: SippEvent): void {
    const re = fields['re'];
    const { numbers } = this.#link;
    if (re !== undefined) numbers.seen = true;
    if (this.#unanswered === undefined) return;
    if (re === undefined ? numbers.seen : re !== String(this.#unanswered.number)) return;
    this.#unanswered = undefined;
    for (const answered of this.#onAnswered) answered();
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
      hint: `So far it told ${names.length === 0 ? 'nothing' : names.join(', ')}. ${SILENT_END}`,
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
