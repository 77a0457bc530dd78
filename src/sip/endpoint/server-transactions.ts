/** The server transactions of an endpoint: RFC 3261 17.2 and 9.2. */
import type { Limit } from '../excess.ts';
import { toTag } from '../fields/tags.ts';
import { buildResponse } from '../message/build.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { newTag } from '../token.ts';
import { inviteServer, startInviteServer } from '../transaction/invite-server.ts';
import { Machine } from '../transaction/machine.ts';
import { acknowledgedBases, acknowledges, mergeKey, type RequestMatch, requestMatch } from '../transaction/matching.ts';
import { nonInviteServer, startNonInviteServer } from '../transaction/non-invite-server.ts';
import type { ServerEffect, ServerEvent, ServerStep } from '../transaction/step.ts';
import { responseAddress, withReceived } from '../transaction/top-via.ts';
import { type Address, isReliable } from '../transport/transport.ts';
import type { IncomingRequest } from './api.ts';
import { type Surroundings, settingsFor } from './surroundings.ts';

interface Entry {
  readonly incoming: IncomingRequest;
  readonly dispatch: (event: ServerEvent) => void;
  /** The last response that the owner gave. */
  last: SipResponse | undefined;
}

const LIVE: Limit = {
  what: 'requests at a time that are being answered or can be sent again',
  most: 2_048,
  outcome: 'not answered',
};

export class ServerTransactions {
  readonly #around: Surroundings;
  readonly #deliver: (incoming: IncomingRequest) => void;
  /** By base, then by method: an INVITE and its CANCEL share their base. */
  readonly #live = new Map<string, Map<string, Entry>>();
  /** How many transactions there are of each request outside of a dialog. */
  readonly #same = new Map<string, number>();

  constructor(around: Surroundings, deliver: (incoming: IncomingRequest) => void) {
    this.#around = around;
    this.#deliver = deliver;
  }

  get size(): number {
    return [...this.#live.values()].reduce((sum, entries) => sum + entries.size, 0);
  }

  receive(bare: SipRequest, source: Address): void {
    const match = requestMatch(bare);
    const request = withReceived(bare, source);
    if (request.method === 'ACK') return this.#acknowledge(bare, request, source, match);
    const known = this.#find(match);
    if (known !== undefined) return known.dispatch({ kind: 'request' });
    if (this.#live.size >= LIVE.most) return this.#around.exceeded(LIVE);
    const entry = this.#open(request, source, match);
    if (request.method === 'CANCEL') this.#cancel(request, match, entry);
    else this.#call(entry.incoming);
  }

  close(): void {
    const entries = [...this.#live.values()].flatMap((byMethod) => [...byMethod.values()]);
    for (const entry of entries) entry.dispatch({ kind: 'abandon' });
  }

  /** 17.2.3: an ACK to a final response of 300-699 ends at its INVITE's transaction, every other goes up. */
  #acknowledge(bare: SipRequest, request: SipRequest, source: Address, match: RequestMatch): void {
    const entry = acknowledgedBases(bare)
      .map((base) => this.#find({ base, method: 'INVITE' }))
      .find((each) => each?.last !== undefined && acknowledges(bare, each.last));
    if (entry === undefined) this.#deliver(unanswerable(request, source, keyOf(match)));
    else entry.dispatch({ kind: 'ack', request });
  }

  /** 9.2. The CANCEL is answered here; with what, does not depend on what becomes of the request it is for. */
  #cancel(request: SipRequest, match: RequestMatch, entry: Entry): void {
    const targets = [...(this.#live.get(match.base) ?? [])].filter(([method]) => method !== 'CANCEL');
    if (targets.length === 0)
      return entry.incoming.respond(buildResponse(request, 481, undefined, { toTag: newTag() }));
    const invite = this.#find({ base: match.base, method: 'INVITE' });
    const tag = invite?.last === undefined ? undefined : toTag(invite.last);
    entry.incoming.respond(buildResponse(request, 200, undefined, { toTag: tag ?? newTag() }));
    // What has its final response cannot be cancelled any more.
    if (invite === undefined || (invite.last?.status ?? 0) >= 200) return;
    this.#around.call(
      () => invite.incoming.onCancel?.(),
      () => fail(invite.incoming),
    );
  }

  #open(request: SipRequest, source: Address, match: RequestMatch): Entry {
    const settings = settingsFor(this.#around.timers, source.transport);
    return request.method === 'INVITE'
      ? this.#run(request, source, match, startInviteServer(request), (state, event) =>
          inviteServer(state, event, settings),
        )
      : this.#run(request, source, match, startNonInviteServer(settings), (state, event) =>
          nonInviteServer(state, event, settings),
        );
  }

  #run<State extends { readonly kind: string }>(
    request: SipRequest,
    source: Address,
    match: RequestMatch,
    first: ServerStep<State>,
    reduce: (state: State, event: ServerEvent) => ServerStep<State>,
  ): Entry {
    const same = mergeKey(request);
    const machine = new Machine<State, ServerEvent, ServerEffect>(first.state, {
      clock: this.#around.clock,
      reduce,
      perform: (effect) => {
        switch (effect.kind) {
          case 'send':
            return this.#send(effect.message, request, source, (why) =>
              machine.dispatch({ kind: 'transport-error', why }),
            );
          case 'ack':
            return this.#deliver(unanswerable(effect.request, source, keyOf(match)));
          case 'undelivered':
            return this.#around.call(() => entry.incoming.onUndelivered?.(effect.why));
        }
      },
      onTerminated: () => {
        this.#forget(match);
        if (same !== undefined) this.#counted(same, -1);
      },
    });
    const entry: Entry = {
      incoming: {
        request,
        source,
        key: keyOf(match),
        merged: same !== undefined && this.#counted(same, 1) > 1,
        respond: (response) => {
          entry.last = response;
          machine.dispatch({ kind: 'respond', response });
        },
      },
      dispatch: (event) => machine.dispatch(event),
      last: undefined,
    };
    this.#remember(match, entry);
    machine.begin(first.effects);
    return entry;
  }

  /** 18.2.2: over the connection that the request came by; over one to sent-by when that is gone, or breaks. */
  #send(response: SipResponse, request: SipRequest, source: Address, failed: (why: string) => void): void {
    const otherwise = (): void => this.#around.send(response, responseAddress(request, source), failed);
    if (isReliable(source.transport) && this.#around.reaches(source)) this.#around.send(response, source, otherwise);
    else otherwise();
  }

  #call(incoming: IncomingRequest): void {
    this.#around.call(
      () => this.#deliver(incoming),
      () => fail(incoming),
    );
  }

  #find(match: RequestMatch): Entry | undefined {
    return this.#live.get(match.base)?.get(match.method);
  }

  #remember(match: RequestMatch, entry: Entry): void {
    const entries = this.#live.get(match.base) ?? new Map<string, Entry>();
    this.#live.set(match.base, entries.set(match.method, entry));
  }

  #counted(same: string, more: 1 | -1): number {
    const count = (this.#same.get(same) ?? 0) + more;
    if (count === 0) this.#same.delete(same);
    else this.#same.set(same, count);
    return count;
  }

  #forget(match: RequestMatch): void {
    const entries = this.#live.get(match.base);
    entries?.delete(match.method);
    if (entries?.size === 0) this.#live.delete(match.base);
  }
}

const keyOf = (match: RequestMatch): string => `${match.method} ${match.base}`;

const unanswerable = (request: SipRequest, source: Address, key: string): IncomingRequest => ({
  request,
  source,
  key,
  merged: false,
  respond: () => {},
});

const fail = (incoming: IncomingRequest): void =>
  incoming.respond(buildResponse(incoming.request, 500, undefined, { toTag: newTag() }));
