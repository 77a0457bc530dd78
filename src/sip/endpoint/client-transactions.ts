/** The client transactions of an endpoint: RFC 3261 17.1. */
import type { SipRequest, SipResponse } from '../message/message.ts';
import { newBranch } from '../token.ts';
import { cancelFor } from '../transaction/derived.ts';
import { inviteClient, startInviteClient } from '../transaction/invite-client.ts';
import { Machine } from '../transaction/machine.ts';
import { clientKey, responseKey } from '../transaction/matching.ts';
import { nonInviteClient, startNonInviteClient } from '../transaction/non-invite-client.ts';
import type { ClientEffect, ClientEvent, ClientStep, FinalOutcome } from '../transaction/step.ts';
import { type Address, formatAddress } from '../transport/transport.ts';
import type { ClientTransaction } from './api.ts';
import { type ClientSurroundings, settingsFor } from './surroundings.ts';
import { type Way, waysTo } from './ways.ts';

type Dispatch = (event: ClientEvent) => void;
/** The effects that the user of the transaction has to hear of. */
type Tell = (effect: Exclude<ClientEffect, { kind: 'send' }>) => void;

interface Entry {
  readonly target: string;
  readonly dispatch: Dispatch;
}

export class ClientTransactions {
  readonly #around: ClientSurroundings;
  readonly #live = new Map<string, Entry>();

  constructor(around: ClientSurroundings) {
    this.#around = around;
  }

  get size(): number {
    return this.#live.size;
  }

  request(bare: SipRequest, target: Address): ClientTransaction {
    const branch = newBranch();
    const [first, second] = waysTo(this.#around, bare, target, branch);
    let way = first;
    let cancelled = false;
    let settle: (outcome: FinalOutcome) => void;
    const final = new Promise<FinalOutcome>((resolve) => {
      settle = resolve;
    });
    const transaction: ClientTransaction = {
      get request() {
        return way.request;
      },
      branch,
      final,
      cancel: () => {
        cancelled = true;
        dispatch({ kind: 'cancel' });
      },
      abandon: () => dispatch({ kind: 'abandon', outcome: { kind: 'timeout', why: 'abandoned' } }),
    };
    const tell: Tell = (effect) => {
      switch (effect.kind) {
        case 'provisional':
          return this.#around.call(() => transaction.onProvisional?.(effect.response));
        case 'repeated':
          return this.#around.call(() => transaction.onRepeated2xx?.(effect.response));
        case 'final':
          return settle(effect.outcome);
        case 'cancel':
          return this.#cancel(way, branch);
      }
    };
    const instead = second && {
      start: () => {
        way = second;
        dispatch = this.#start(second, branch, tell);
        if (cancelled) dispatch({ kind: 'cancel' });
      },
    };
    let dispatch = this.#start(first, branch, tell, instead);
    return transaction;
  }

  /** False when no transaction is waiting for this response (17.1.3). */
  receive(response: SipResponse): boolean {
    const key = responseKey(response);
    const entry = key === undefined ? undefined : this.#live.get(key);
    entry?.dispatch({ kind: 'response', response });
    return entry !== undefined;
  }

  /** The connection to `remote` is over: what was asked over it will not be answered. */
  lost(remote: Address, why: string): void {
    const target = formatAddress(remote);
    for (const entry of this.#live.values()) {
      if (entry.target === target) entry.dispatch({ kind: 'transport-error', why });
    }
  }

  close(): void {
    const outcome: FinalOutcome = { kind: 'transport', why: 'closed' };
    for (const entry of this.#live.values()) entry.dispatch({ kind: 'abandon', outcome });
  }

  /** A transaction of its own with the branch of the INVITE (9.1); what comes of it shows at the INVITE. */
  #cancel({ request: invite, target }: Way, branch: string): void {
    const request = cancelFor(invite);
    this.#start({ request, target, bytes: this.#around.write(request) }, branch, () => {});
  }

  /** `instead` is started in its place, and nothing is told, when no connection can be made. */
  #start({ request, bytes, target }: Way, branch: string, tell: Tell, instead?: { start(): void }): Dispatch {
    const settings = settingsFor(this.#around.timers, target.transport);
    const key = clientKey(branch, request.method);
    const run = <State extends { readonly kind: string }>(
      first: ClientStep<State>,
      reduce: (state: State, event: ClientEvent) => ClientStep<State>,
    ): Dispatch => {
      let given = false;
      const machine = new Machine<State, ClientEvent, ClientEffect>(first.state, {
        clock: this.#around.clock,
        reduce,
        perform: (effect) => {
          if (effect.kind === 'send') {
            const again = effect.message === request ? bytes : this.#around.write(effect.message);
            this.#around.transmit(again, target, (why, unconnected) => failed(why, unconnected === true));
          } else if (!given) {
            tell(effect);
          }
        },
        onTerminated: () => {
          if (this.#live.get(key) === entry) this.#live.delete(key);
        },
      });
      const dispatch: Dispatch = (event) => machine.dispatch(event);
      const failed = (why: string, unconnected: boolean): void => {
        // Once; and not for one that has been given up.
        given = unconnected && instead !== undefined && this.#live.get(key) === entry;
        dispatch({ kind: 'transport-error', why });
        if (given) instead?.start();
      };
      const entry = { target: formatAddress(target), dispatch };
      this.#live.set(key, entry);
      machine.begin(first.effects);
      return dispatch;
    };
    return request.method === 'INVITE'
      ? run(startInviteClient(request, settings), (state, event) => inviteClient(state, event, settings))
      : run(startNonInviteClient(request, settings), (state, event) => nonInviteClient(state, event, settings));
  }
}
