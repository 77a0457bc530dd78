import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../results/outcome.ts';
import { SippError } from '../run/error.ts';
import { localExecutor } from '../run/local.ts';
import { notStarted } from '../run/ready.ts';
import { hostAndPort, type RunningSipp, type SippOptions, type SocketAddress, startSipp } from '../run/start.ts';
import { Call, type CommandDetails, type Pace, type SteeredCall } from './call.ts';
import { checkedCallId, frameReader, readFrame, type SippEvent } from './codec.ts';
import { connectTwin } from './connect.ts';

/** Port of the twin socket where the executor cannot tell a free one. */
const CONTROL_PORT = 8889;

/**
 * SIPp ends itself with all its calls when it was late 10 times by 3 s, or 120 times by half a second, within 10 minutes. On a busy
 * machine that would be the end of phones that live long; how often it was late stays in the statistics and the error file.
 */
const PATIENT = ['-watchdog_minor_maxtriggers', '1000000', '-watchdog_major_maxtriggers', '1000000'];

/** What is steered and how. The scenario's first command must be a `recvCmd`. */
export interface SteerOptions extends SippOptions {
  /** What SIPp listens on for commands, and by what it is reached where that is another address. */
  readonly control?: Partial<SocketAddress> & { readonly reach?: SocketAddress };
  /** How long any wait may take unless it says otherwise, ms; 5,000 unless told. */
  readonly within?: number;
  /** When a command goes out: `answered` unless told. */
  readonly pace?: Pace;
  /** Hears of each call that SIPp began because of a message from the wire, with its first event. */
  readonly onCall?: (call: SteeredCall, event: SippEvent) => void;
}

/** How a call is begun by us. */
export interface PlaceOptions extends CommandDetails {
  /** The name of the first command. */
  readonly command: string;
  /** The Call-ID of the new call; one that is used nowhere else unless told. */
  readonly callId?: string;
}

/** What is odd but ends nothing by itself. */
export type SteeringProblem =
  /** A record of SIPp's error file, such as an unexpected message, and the live call that it is about. */
  | { readonly kind: 'sipp-error'; readonly text: string; readonly call: SteeredCall | undefined }
  /** Something without a Call-ID on the twin socket. */
  | { readonly kind: 'unreadable'; readonly text: string }
  /** An event of a call that was released or has ended. */
  | { readonly kind: 'late-event'; readonly event: SippEvent };

/** A SIPp whose calls are steered one by one while they live. */
export interface SteeredPhone {
  readonly sipp: RunningSipp;
  /** The calls that take commands, by Call-ID. */
  readonly calls: ReadonlyMap<string, SteeredCall>;
  /** Resolves with why nothing can be steered any more; never rejects. */
  readonly closed: Promise<SippError>;
  /** Begins a call by its first command, and resolves when that is on its way. @throws SippError `refused`, `lost` */
  place(options: PlaceOptions): Promise<SteeredCall>;
  /** Hears of calls that SIPp began; of those that nobody has heard of yet at once. */
  onCall(listener: (call: SteeredCall, event: SippEvent) => void): () => void;
  /** Hears every event of every call, after the call's own listeners. */
  onEvent(listener: (call: SteeredCall, event: SippEvent) => void): () => void;
  onProblem(listener: (problem: SteeringProblem) => void): () => void;
  /** Ends SIPp with all its calls at once: calls that wait for commands would never end by themselves. */
  stop(): Promise<Outcome>;
}

/**
 * Starts SIPp and connects to it as its 3PCC twin. What a scenario must heed, as measured with 3.6.1:
 * - Its first command is a `recvCmd`: only then does SIPp listen for us, on all addresses whatever it was told.
 * - What directly follows a receive runs with it, at once. Every step behind that, `nop` and skipped ones too, takes another turn
 *   of SIPp's loop, 1.1 ms on an idle machine. In between, a command ends the call and a SIP message is taken for unexpected.
 *   So the ways back to where it waits should be short, and commands be answered (`Pace`) by their last step, with `next` on it.
 * - Behind a send that is retransmitted SIPp comes to no other send and no `sendCmd` until something was received: tell first.
 * - A message of an unknown Call-ID, a stray answer too, begins a call at the scenario's first step. So does one for a call that SIPp
 *   gave up without a word; events with `Call-Number: [call_number]` let that be noticed, and the call be told as `aborted`.
 *
 * @throws SippError `not-installed`, `not-started`; ScenarioError; RangeError
 */
export async function steer(options: SteerOptions): Promise<SteeredPhone> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startSteered(options);
    } catch (error) {
      // Between the choice of a free port and its use somebody else may take it.
      const mayRetry = attempt < 3 && (options.control?.port === undefined || options.local?.port === undefined);
      if (!mayRetry || !isPortTaken(error)) throw error;
    }
  }
}

function isPortTaken(error: unknown): boolean {
  return (
    error instanceof SippError && error.kind === 'not-started' && /Address already in use|is taken/.test(error.message)
  );
}

async function startSteered(options: SteerOptions): Promise<SteeredPhone> {
  const executor = options.executor ?? localExecutor();
  const control = {
    host: options.control?.host ?? options.local?.host ?? executor.address,
    port: options.control?.port ?? (await executor.freePort?.('tcp')) ?? CONTROL_PORT,
  };
  const sipp = await startSipp({
    defaultBehaviors: ['all', '-abortunexp'],
    timerResolution: 1,
    ...options,
    executor,
    extraArgs: ['-3pcc', hostAndPort(control), ...PATIENT, ...(options.extraArgs ?? [])],
  });
  try {
    const gone = sipp.finished.then(({ exit }) => notStarted(sipp, exit));
    const socket = await connectTwin(options.control?.reach ?? control, options.readyWithin ?? 10_000, gone);
    return new Phone(sipp, socket, options);
  } catch (error) {
    await sipp.stop({ grace: 0 });
    throw error;
  }
}

class Phone implements SteeredPhone {
  readonly sipp: RunningSipp;
  readonly calls = new Map<string, Call>();
  readonly closed: Promise<SippError>;
  readonly #socket: Socket;
  readonly #within: number;
  readonly #pace: Pace;
  readonly #numbers = { seen: false };
  readonly #callListeners = new Set<(call: SteeredCall, event: SippEvent) => void>();
  readonly #eventListeners = new Set<(call: SteeredCall, event: SippEvent) => void>();
  readonly #problemListeners = new Set<(problem: SteeringProblem) => void>();
  /** Calls that SIPp began and nobody has heard of. */
  readonly #unheard: (readonly [Call, SippEvent])[] = [];
  /** Call-IDs that have ended here, oldest first: SIPp may still know them. */
  readonly #past = new Set<string>();
  #room: Promise<void> | undefined;
  #over: SippError | undefined;
  #stopping = false;
  #tellClosed: (why: SippError) => void = () => undefined;

  constructor(sipp: RunningSipp, socket: Socket, { within = 5000, pace = 'answered', onCall }: SteerOptions) {
    this.sipp = sipp;
    this.#socket = socket;
    this.#within = within;
    this.#pace = pace;
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
    if (onCall !== undefined) this.#callListeners.add(onCall);
    const read = frameReader((text) => this.#take(text));
    socket.on('data', read);
    // Every error is followed by `close`, which tells more.
    socket.on('error', () => undefined);
    socket.on('close', () => void this.#closeWhenExplained());
    sipp.onError((record) => this.#hearError(record));
    void sipp.finished.then(() => this.#closeWhenExplained());
  }

  async place({ command, callId, ...details }: PlaceOptions): Promise<SteeredCall> {
    const id = checkedCallId(callId ?? `${randomUUID()}@${this.sipp.local.host}`);
    if (this.#over !== undefined) throw this.#over;
    if (this.calls.has(id)) throw new SippError('refused', `There is already a call ${id}.`);
    if (this.#past.has(id)) {
      throw new SippError(
        'refused',
        `The Call-ID ${id} was used by a call that has ended: SIPp may drop its commands.`,
      );
    }
    const call = this.#begin(id, 'command');
    try {
      await call.send(command, details);
    } catch (error) {
      call.end(error instanceof SippError ? error : new SippError('lost', String(error), { cause: error }));
      throw error;
    }
    return call;
  }

  onCall(listener: (call: SteeredCall, event: SippEvent) => void): () => void {
    this.#callListeners.add(listener);
    for (const [call, event] of this.#unheard.splice(0)) listener(call, event);
    return () => this.#callListeners.delete(listener);
  }

  onEvent(listener: (call: SteeredCall, event: SippEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onProblem(listener: (problem: SteeringProblem) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  async stop(): Promise<Outcome> {
    this.#stopping = true;
    const outcome = await this.sipp.stop({ grace: 0 });
    this.#socket.destroy();
    await this.closed;
    return outcome;
  }

  #begin(id: string, begunBy: 'command' | 'wire'): Call {
    const call = new Call(id, begunBy, {
      within: this.#within,
      pace: this.#pace,
      numbers: this.#numbers,
      write: (bytes) => this.#write(bytes),
      ended: () => this.#forget(id),
    });
    this.calls.set(id, call);
    return call;
  }

  #forget(id: string): void {
    this.calls.delete(id);
    this.#past.add(id);
    const [oldest] = this.#past;
    if (this.#past.size > 100_000 && oldest !== undefined) this.#past.delete(oldest);
  }

  /** Resolves when there is room for more. */
  async #write(bytes: Buffer): Promise<void> {
    if (this.#over !== undefined) throw this.#over;
    if (this.#socket.write(bytes)) return;
    this.#room ??= Promise.race([
      new Promise<void>((resolve) => this.#socket.once('drain', resolve)),
      this.closed.then((why) => {
        throw why;
      }),
    ]).finally(() => {
      this.#room = undefined;
    });
    await this.#room;
  }

  #take(text: string): void {
    const message = readFrame(text, performance.now());
    switch (message.kind) {
      case 'unreadable':
        if (message.raw.trim() !== '') this.#tell({ kind: 'unreadable', text: message.raw });
        return;
      case 'abort':
        this.calls.get(message.callId)?.end(aborted(message.callId, 'SIPp told it on the control connection.'));
        return;
      case 'event':
        this.#deliver(message.event);
    }
  }

  #deliver(event: SippEvent): void {
    const known = this.calls.get(event.callId);
    if (known === undefined && this.#past.has(event.callId)) {
      this.#tell({ kind: 'late-event', event });
      return;
    }
    if (known?.isOther(event) === true) {
      known.end(aborted(event.callId, 'Its Call-ID belongs to another call of SIPp now, as `Call-Number` tells.'));
      this.#tell({ kind: 'late-event', event });
      return;
    }
    const call = known ?? this.#begin(event.callId, 'wire');
    call.deliver(event);
    if (known === undefined) {
      if (this.#callListeners.size === 0) this.#unheard.push([call, event]);
      for (const listener of this.#callListeners) listener(call, event);
    }
    for (const listener of this.#eventListeners) listener(call, event);
  }

  #hearError(record: string): void {
    const { callId = '', gaveUp } = readRecord(record);
    const call = this.calls.get(callId);
    if (gaveUp) call?.end(aborted(callId, record));
    this.#tell({ kind: 'sipp-error', text: record, call });
  }

  #tell(problem: SteeringProblem): void {
    for (const listener of this.#problemListeners) listener(problem);
  }

  /** The connection ends a moment before SIPp does: its end tells more, if it comes. */
  async #closeWhenExplained(): Promise<void> {
    if (this.#over !== undefined) return;
    const outcome = await Promise.race([this.sipp.finished, delay(500, undefined, { ref: false })]);
    if (this.#over !== undefined) return;
    const { stderr, errors } = await this.sipp.logs().catch(() => ({ stderr: '', errors: '' }));
    this.#over = this.#stopping
      ? new SippError('released', 'The phone was stopped.')
      : new SippError(
          'lost',
          outcome === undefined
            ? 'The control connection to SIPp was lost.'
            : `SIPp has ended (${outcome.exit.signal ?? outcome.exit.code}).`,
          { evidence: `${stderr}${errors}`.trim().slice(-4000) },
        );
    this.#socket.destroy();
    for (const call of this.calls.values()) call.end(this.#over);
    this.#tellClosed(this.#over);
  }
}

function aborted(id: string, said: string): SippError {
  return new SippError('aborted', `SIPp gave the call ${id} up.`, { evidence: said });
}

/** The Call-ID in a record of the error file that says that a call was given up; undefined in any other record. */
export function abortedCallId(record: string): string | undefined {
  const { callId, gaveUp } = readRecord(record);
  return gaveUp ? callId : undefined;
}

/** What a record is about. Only its first line is SIPp's own: below it a message from the wire may say anything. */
function readRecord(record: string): { readonly callId: string | undefined; readonly gaveUp: boolean } {
  const [sentence = ''] = record.split('\n');
  const callId = /Call-Id '([^']+)'|^Call-Id: ([^\s,]+)|for call: (\S+)/i
    .exec(sentence)
    ?.slice(1)
    .find((id) => id !== undefined);
  return { callId, gaveUp: /^(?:Abort(?:ing|ed) call|Call-Id: .*: aborting call)/i.test(sentence) };
}
