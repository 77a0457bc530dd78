/** Gives a transaction reducer its clock and its surroundings. */
import type { Step, TimerEffect, TimerFired, TimerName } from './step.ts';

export interface Clock {
  /** Runs `task` after `ms`; the result takes it back. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  after(ms, task) {
    const timeout = setTimeout(task, ms);
    return () => clearTimeout(timeout);
  },
};

interface MachineOptions<State, Event, Effect> {
  readonly clock: Clock;
  readonly reduce: (state: State, event: Event | TimerFired) => Step<State, Effect>;
  /** Carries out every effect that is no timer. May dispatch. */
  readonly perform: (effect: Effect) => void;
  readonly onTerminated: () => void;
}

/**
 * Events that arrive while an effect is carried out wait for the rest of the effects: a user that gives up inside a
 * callback must not find a timer started behind its back.
 */
export class Machine<State extends { readonly kind: string }, Event, Effect extends { readonly kind: string }> {
  readonly #options: MachineOptions<State, Event, Effect>;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #queue: Array<Event | TimerFired> = [];
  #state: State;
  #busy = false;

  constructor(first: State, options: MachineOptions<State, Event, Effect>) {
    this.#state = first;
    this.#options = options;
  }

  get state(): State {
    return this.#state;
  }

  /** Timers that run now; none once the transaction has terminated. */
  get timers(): readonly TimerName[] {
    return [...this.#timers.keys()];
  }

  /** Carries out the effects that the start of the transaction has. */
  begin(effects: ReadonlyArray<Effect | TimerEffect>): void {
    this.#busy = true;
    for (const effect of effects) this.#apply(effect);
    this.#busy = false;
    this.#drain();
  }

  dispatch(event: Event | TimerFired): void {
    this.#queue.push(event);
    this.#drain();
  }

  #drain(): void {
    if (this.#busy) return;
    this.#busy = true;
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) this.#step(event);
    this.#busy = false;
  }

  #step(event: Event | TimerFired): void {
    const wasOver = this.#state.kind === 'terminated';
    const { state, effects } = this.#options.reduce(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#apply(effect);
    if (state.kind === 'terminated' && !wasOver) this.#options.onTerminated();
  }

  #apply(effect: Effect | TimerEffect): void {
    if (isTimerEffect(effect)) this.#turn(effect);
    else this.#options.perform(effect);
  }

  #turn(effect: TimerEffect): void {
    this.#timers.get(effect.timer)?.();
    this.#timers.delete(effect.timer);
    if (effect.kind === 'stop') return;
    const cancel = this.#options.clock.after(effect.ms, () => {
      this.#timers.delete(effect.timer);
      this.dispatch({ kind: 'timer', timer: effect.timer });
    });
    this.#timers.set(effect.timer, cancel);
  }
}

function isTimerEffect(effect: { readonly kind: string }): effect is TimerEffect {
  return effect.kind === 'start' || effect.kind === 'stop';
}
