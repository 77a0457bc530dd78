/** An endpoint: transports and transactions together. It owns sockets and timers and knows nothing of dialogs. */
import type { Endpoint, EndpointOptions, IncomingRequest } from './endpoint/api.ts';
import { ClientTransactions } from './endpoint/client-transactions.ts';
import { refusalOf } from './endpoint/damaged-request.ts';
import { ServerTransactions } from './endpoint/server-transactions.ts';
import type { ClientSurroundings } from './endpoint/surroundings.ts';
import { waysTo } from './endpoint/ways.ts';
import { openTransports } from './endpoint/transports.ts';
import { Excesses } from './excess.ts';
import { topVia } from './fields/via.ts';
import { buildResponse } from './message/build.ts';
import type { SipMessage, SipResponse } from './message/message.ts';
import type { ParseOutcome } from './message/parse.ts';
import { serializeMessage } from './message/serialize.ts';
import { newBranch, newTag } from './token.ts';
import { systemClock } from './transaction/machine.ts';
import { defaultTimers } from './transaction/step.ts';
import { sentBy } from './transaction/top-via.ts';
import type { Address, Tap, TransportListener } from './transport/transport.ts';
import { hostPort } from '../numeric-host.ts';

export type { ClientTransaction, Endpoint, EndpointOptions, IncomingRequest, Unsent } from './endpoint/api.ts';
export type { FinalOutcome } from './transaction/step.ts';
export type { Address, TapRecord } from './transport/transport.ts';

/** Binds and listens. Rejects when the port cannot be had. */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const trouble = guarded(options.onTrouble);
  const unsent = guarded(options.onUnsent);
  const outside = guarded(options.onOutside);
  const excesses = new Excesses(guarded(options.onExcess));
  const listener: TransportListener = {
    onMessage: (outcome, bytes, from) => receive(outcome, bytes, from),
    onLost: (remote, why) => clients.lost(remote, why),
    onExcess: (limit) => excesses.count(limit),
    onTrouble: trouble,
  };
  const transports = await openTransports({ ...options, tap: guardedTap(options, trouble) }, listener);
  const around: ClientSurroundings = {
    clock: systemClock,
    timers: { ...defaultTimers, ...options.timers },
    own: (transport) => transports.own(transport) ?? transports.address,
    write: written,
    transmit(bytes, to, failed) {
      if (bytes === undefined) return failed('the message cannot be written');
      if (options.admits?.(to.host) === false) {
        if (closing === undefined) outside({ bytes, to });
        return failed(`nothing is sent to ${to.host}`);
      }
      transports.send(bytes, to, (why, unconnected) => {
        if (closing === undefined) unsent({ bytes, to, why });
        failed(why, unconnected);
      });
    },
    send: (message, to, failed) => around.transmit(written(message), to, failed),
    reaches: (remote) => transports.reaches(remote),
    exceeded: (limit) => excesses.count(limit),
    call(handler, otherwise) {
      try {
        handler();
      } catch (error) {
        trouble(error);
        otherwise?.();
      }
    },
  };
  const clients = new ClientTransactions(around);
  const servers = new ServerTransactions(around, (incoming) => endpoint.onRequest(incoming));
  let closing: Promise<void> | undefined;

  /** A value with a line end in it is the owner's mistake and must not stop the machine that sends. */
  function written(message: SipMessage): Uint8Array | undefined {
    try {
      return serializeMessage(message);
    } catch (error) {
      trouble(error);
      return undefined;
    }
  }

  function receive(outcome: ParseOutcome, bytes: Uint8Array, from: Address): void {
    if (closing !== undefined) return;
    if (!outcome.ok) return refuse(outcome, bytes, from);
    const { message } = outcome;
    if (message.kind === 'request') return servers.receive(message, from);
    if (!isOurs(message, from) || !clients.receive(message)) {
      around.call(() => endpoint.onStrayResponse?.(message, from));
    }
  }

  function refuse(outcome: Extract<ParseOutcome, { ok: false }>, bytes: Uint8Array, from: Address): void {
    const refusal = outcome.partial === undefined ? undefined : refusalOf(outcome.partial, outcome, from);
    if (refusal !== undefined) around.send(refusal.response, refusal.to, () => {});
    around.call(() => endpoint.onGarbage?.(bytes, from, outcome.reason));
  }

  /** 18.1.2: a response with a top Via of another element is discarded. */
  function isOurs(response: SipResponse, from: Address): boolean {
    const via = topVia(response);
    const own = transports.own(from.transport);
    return via !== undefined && own !== undefined && sentBy(via) === hostPort(own.host, own.port);
  }

  const endpoint: Endpoint = {
    address: transports.address,
    request(request, target) {
      return clients.request(request, target);
    },
    sendAck(ack, target) {
      const [first, second] = waysTo(around, ack, target, newBranch());
      around.transmit(first.bytes, first.target, (_why, unconnected) => {
        if (unconnected === true && second !== undefined) around.transmit(second.bytes, second.target, () => {});
      });
    },
    onRequest: unattended,
    excesses,
    close() {
      closing ??= (async () => {
        clients.close();
        servers.close();
        await transports.close();
        excesses.close();
      })();
      return closing;
    },
  };
  return endpoint;
}

/** A report that fails cannot be reported itself, and must not end the process. */
function guarded<T>(report: ((what: T) => void) | undefined): (what: T) => void {
  return (what) => {
    try {
      report?.(what);
    } catch {}
  };
}

function guardedTap({ tap }: EndpointOptions, trouble: (error: unknown) => void): Tap {
  return (record) => {
    try {
      tap?.(record);
    } catch (error) {
      trouble(error);
    }
  };
}

/** The answer until the owner sets `onRequest`. */
function unattended(incoming: IncomingRequest): void {
  incoming.respond(buildResponse(incoming.request, 503, undefined, { toTag: newTag() }));
}
