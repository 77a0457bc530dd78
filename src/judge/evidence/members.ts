/** The parties that the spec has brought together in a call so far, whether it worked or not. */
import type { Party } from '../../suite/cell.ts';
import type { PlannedStep } from '../../suite/planned-steps.ts';
import type { Action, Actions } from './actions.ts';
import { Fold } from './fold.ts';

export class Members extends Fold<Action> {
  /** `lateFrames` of the actions as this was made. */
  readonly lateFrames: number;
  readonly #actions: Actions;
  readonly #steps: ReadonlyMap<string, PlannedStep>;
  readonly #calls = new Map<string, Map<Party, number>>();
  readonly #together = new Map<string, number>();

  /** @param steps  of the plan, by the ids of their checks */
  constructor(actions: Actions, steps: ReadonlyMap<string, PlannedStep>) {
    super();
    this.#actions = actions;
    this.lateFrames = actions.lateFrames;
    this.#steps = steps;
  }

  /** Whether two parties were brought into one call by an event. */
  areTogether(a: Party, b: Party, n: number): boolean {
    return (this.#together.get(`${a} ${b}`) ?? Number.POSITIVE_INFINITY) <= n;
  }

  /** The members of a call at an event. */
  of(call: string, n: number): ReadonlySet<Party> {
    const joined = [...(this.#calls.get(call) ?? [])].filter(([, since]) => since <= n);
    return new Set(joined.map(([party]) => party));
  }

  protected take({ verb, by, to, call, asked, of }: Action): void {
    if (call === undefined || by === undefined || this.#isForbidden(of)) return;
    if (verb === 'call' || verb === 'retrieve') this.#join(call, by, asked.n);
    if ((verb === 'call' || verb === 'transfer') && to !== undefined) this.#join(call, to, asked.n);
  }

  #join(call: string, party: Party, n: number): void {
    const members = this.#calls.get(call) ?? new Map<Party, number>();
    this.#calls.set(call, members);
    if (members.has(party)) return;
    members.set(party, n);
    for (const other of members.keys()) {
      for (const pair of [`${party} ${other}`, `${other} ${party}`]) {
        if (!this.#together.has(pair)) this.#together.set(pair, n);
      }
    }
  }

  /** A deed that must not succeed brings nobody into the call. */
  #isForbidden(of: string | undefined): boolean {
    const action = of === undefined ? undefined : this.#actions.byId(of);
    const step = this.#steps.get(action?.asked.check ?? '')?.step;
    return step?.kind === 'check' && step.expect.kind === 'cannot';
  }
}
