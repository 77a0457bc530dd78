import type { Action } from './action.ts';
import type { Scenario } from './scenario.ts';
import type {
  Duration,
  Label,
  Nop,
  Pause,
  Recv,
  RecvCmd,
  RecvRequest,
  RecvResponse,
  Send,
  SendCmd,
  Step,
  Timewait,
} from './step.ts';
import { tidy } from './text.ts';

/** The options of a step, with labels as they were made, or by name. */
export type Options<S> = Omit<S, 'kind' | 'next' | 'onTimeout' | OwnKeys> & {
  readonly next?: Label | string;
} & ('onTimeout' extends keyof S ? { readonly onTimeout?: Label | string } : unknown);

/** What the functions take by themselves. */
type OwnKeys = 'text' | 'request' | 'response' | 'duration';

/** A scenario of steps and lists of steps. */
export function scenario(
  name: string,
  steps: readonly (Step | readonly Step[])[],
  options: Omit<Scenario, 'name' | 'steps'> = {},
): Scenario {
  return { name, steps: steps.flat(), ...options };
}

/** A place to go to: `next: idle` takes the label itself. */
export function label(name: string): Label {
  return { kind: 'label', name };
}

/** Sends a SIP message; indent it as you like. */
export function send(text: string, options: Options<Send> = {}): Send {
  return { kind: 'send', text: tidy(`${text}\n`), ...named(options) };
}

/** Waits for a request by its method, or for a response by its code. */
export function recv(request: string, options?: Options<RecvRequest>): RecvRequest;
export function recv(response: number, options?: Options<RecvResponse>): RecvResponse;
export function recv(what: string | number, options: Options<RecvRequest> | Options<RecvResponse> = {}): Recv {
  return typeof what === 'string'
    ? { kind: 'recv', request: what, ...named(options as Options<RecvRequest>) }
    : { kind: 'recv', response: what, ...named(options as Options<RecvResponse>) };
}

/** Sends a command to the twin. */
export function sendCmd(text: string, options: Options<SendCmd> = {}): SendCmd {
  return { kind: 'sendCmd', text: tidy(`${text}\n`), ...named(options) };
}

/** Waits for a command of the twin. */
export function recvCmd(options: Options<RecvCmd> = {}): RecvCmd {
  return { kind: 'recvCmd', ...named(options) };
}

/** Does something. */
export function nop(actions: readonly Action[] = [], options: Omit<Options<Nop>, 'actions'> = {}): Nop {
  return { kind: 'nop', ...(actions.length === 0 ? {} : { actions }), ...named(options) };
}

/** Waits: for milliseconds, or as a variable, a distribution or `-d` says. */
export function pause(duration: Duration = 'default', options: Options<Pause> = {}): Pause {
  return { kind: 'pause', duration, ...named(options) };
}

/** Ends the call, and answers retransmissions for so long. */
export function timewait(duration: Duration, options: Options<Timewait> = {}): Timewait {
  return { kind: 'timewait', duration, ...named(options) };
}

interface Targets {
  readonly next?: Label | string;
  readonly onTimeout?: Label | string;
}

/** The options with the names of labels in place of labels. */
function named<O extends Targets>(options: O): Omit<O, 'next' | 'onTimeout'> & { next?: string; onTimeout?: string } {
  const { next, onTimeout, ...others } = options;
  return {
    ...others,
    ...(next === undefined ? {} : { next: nameOf(next) }),
    ...(onTimeout === undefined ? {} : { onTimeout: nameOf(onTimeout) }),
  };
}

function nameOf(target: Label | string): string {
  return typeof target === 'string' ? target : target.name;
}
