/** One transaction on a virtual clock, with what it sends and tells written down. */
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import { inviteClient, startInviteClient } from '../../../src/sip/transaction/invite-client.ts';
import { inviteServer, startInviteServer } from '../../../src/sip/transaction/invite-server.ts';
import { Machine } from '../../../src/sip/transaction/machine.ts';
import { nonInviteClient, startNonInviteClient } from '../../../src/sip/transaction/non-invite-client.ts';
import { nonInviteServer, startNonInviteServer } from '../../../src/sip/transaction/non-invite-server.ts';
import {
  type ClientEffect,
  type ClientEvent,
  defaultTimers,
  type ServerEffect,
  type ServerEvent,
  type Settings,
  type Step,
  type TimerFired,
} from '../../../src/sip/transaction/step.ts';
import { VirtualClock } from './virtual-clock.ts';

export const unreliable: Settings = { ...defaultTimers, reliable: false };
export const reliable: Settings = { ...defaultTimers, reliable: true };

export function requestOf(method: string, via = 'SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKone;rport'): SipRequest {
  return buildRequest({
    method,
    uri: 'sip:bob@127.0.0.1:5064',
    headers: [
      ['Via', via],
      ['From', '<sip:alice@park.example>;tag=a'],
      ['To', '<sip:bob@park.example>'],
      ['Call-ID', 'call'],
      ['CSeq', `7 ${method}`],
    ],
  });
}

export const responseOf = (request: SipRequest, status: number): SipResponse =>
  buildResponse(request, status, undefined, { toTag: 'b' });

export interface Rig<Event> {
  readonly clock: VirtualClock;
  readonly dispatch: (event: Event) => void;
  /** `500 INVITE`, `0 100`: the virtual time, then the method or the status. */
  readonly sent: string[];
  /** `0 final response 200`, `32000 final timeout`, … */
  readonly told: string[];
  readonly state: () => string;
  readonly timers: () => readonly string[];
}

export const inviteClientRig = (settings: Settings): Rig<ClientEvent> =>
  rig<ReturnType<typeof startInviteClient>['state'], ClientEvent, ClientEffect>(
    startInviteClient(requestOf('INVITE'), settings),
    (state, event) => inviteClient(state, event, settings),
  );

export const nonInviteClientRig = (settings: Settings): Rig<ClientEvent> =>
  rig<ReturnType<typeof startNonInviteClient>['state'], ClientEvent, ClientEffect>(
    startNonInviteClient(requestOf('OPTIONS'), settings),
    (state, event) => nonInviteClient(state, event, settings),
  );

export const inviteServerRig = (settings: Settings): Rig<ServerEvent> =>
  rig<ReturnType<typeof startInviteServer>['state'], ServerEvent, ServerEffect>(
    startInviteServer(requestOf('INVITE')),
    (state, event) => inviteServer(state, event, settings),
  );

export const nonInviteServerRig = (settings: Settings): Rig<ServerEvent> =>
  rig<ReturnType<typeof startNonInviteServer>['state'], ServerEvent, ServerEffect>(
    startNonInviteServer(settings),
    (state, event) => nonInviteServer(state, event, settings),
  );

function rig<State extends { readonly kind: string }, Event, Effect extends ClientEffect | ServerEffect>(
  first: Step<State, Effect>,
  reduce: (state: State, event: Event | TimerFired) => Step<State, Effect>,
): Rig<Event> {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const told: string[] = [];
  const machine = new Machine<State, Event, Effect>(first.state, {
    clock,
    reduce,
    perform: (effect) => {
      if (effect.kind === 'send') {
        const { message } = effect;
        sent.push(`${clock.now} ${message.kind === 'request' ? message.method : message.status}`);
      } else told.push(`${clock.now} ${describeEffect(effect)}`);
    },
    onTerminated: () => {},
  });
  machine.begin(first.effects);
  return {
    clock,
    dispatch: (event) => machine.dispatch(event),
    sent,
    told,
    state: () => machine.state.kind,
    timers: () => machine.timers,
  };
}

function describeEffect(effect: Exclude<ClientEffect | ServerEffect, { kind: 'send' }>): string {
  switch (effect.kind) {
    case 'final':
      return effect.outcome.kind === 'response'
        ? `final response ${effect.outcome.response.status}`
        : `final ${effect.outcome.kind}`;
    case 'provisional':
    case 'repeated':
      return `${effect.kind} ${effect.response.status}`;
    case 'cancel':
    case 'ack':
    case 'undelivered':
      return effect.kind;
  }
}
