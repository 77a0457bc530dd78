/** The INVITE client transaction: RFC 3261 17.1.1 as corrected by RFC 6026 7.2 and 8.4. */
import type { SipRequest, SipResponse } from '../message/message.ts';
import { ackFor } from './derived.ts';
import {
  type ClientEffect,
  type ClientEvent,
  type ClientStep,
  type FinalOutcome,
  lifetime,
  type Settings,
  send,
  start,
  stop,
  type TimerEffect,
  type TimerName,
} from './step.ts';

export type InviteClientState =
  | { readonly kind: 'calling'; readonly request: SipRequest; readonly interval: number; readonly cancel: boolean }
  | { readonly kind: 'proceeding'; readonly request: SipRequest; readonly cancelled: boolean }
  | { readonly kind: 'completed'; readonly ack: SipRequest }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'terminated' };

type In<Kind> = Extract<InviteClientState, { kind: Kind }>;
type InviteClientStep = ClientStep<InviteClientState>;

/** 17.1.1.2: send, retransmit after T1 on a transport that loses, give up after 64*T1. */
export function startInviteClient(request: SipRequest, settings: Settings): InviteClientStep {
  const retransmit = settings.reliable ? [] : [start('A', settings.t1)];
  return {
    state: { kind: 'calling', request, interval: settings.t1, cancel: false },
    effects: [...retransmit, start('B', lifetime(settings)), send(request)],
  };
}

export function inviteClient(state: InviteClientState, event: ClientEvent, settings: Settings): InviteClientStep {
  if (event.kind === 'abandon') return ended(state, settled(state) ? undefined : event.outcome);
  switch (state.kind) {
    case 'calling':
      return calling(state, event, settings);
    case 'proceeding':
      return proceeding(state, event, settings);
    case 'completed':
      return completed(state, event);
    case 'accepted':
      return accepted(state, event);
    case 'terminated':
      return same(state);
  }
}

function calling(state: In<'calling'>, event: ClientEvent, settings: Settings): InviteClientStep {
  switch (event.kind) {
    case 'timer':
      if (event.timer === 'A') {
        // 17.1.1.2: the interval doubles without an upper bound; B ends it.
        const interval = state.interval * 2;
        return { state: { ...state, interval }, effects: [start('A', interval), send(state.request)] };
      }
      // 17.1.1.2: no response at all before timer B.
      if (event.timer === 'B') return ended(state, { kind: 'timeout', why: 'no response within 64*T1 (timer B)' });
      return same(state);
    case 'response':
      if (event.response.status >= 200) return answered(state, state.request, event.response, settings);
      return firstProvisional(state, event.response, settings);
    case 'transport-error':
      // 17.1.4
      return ended(state, { kind: 'transport', why: event.why });
    case 'cancel':
      // 9.1: CANCEL waits for a provisional response.
      return { state: { ...state, cancel: true }, effects: [] };
    case 'abandon':
      return same(state);
  }
}

/** 17.1.1.2: any 1xx ends the retransmissions, and timer B with them. */
function firstProvisional(state: In<'calling'>, response: SipResponse, settings: Settings): InviteClientStep {
  const cancelling = state.cancel ? sendCancel(settings) : [];
  return {
    state: { kind: 'proceeding', request: state.request, cancelled: state.cancel },
    effects: [...stops(state), { kind: 'provisional', response }, ...cancelling],
  };
}

function proceeding(state: In<'proceeding'>, event: ClientEvent, settings: Settings): InviteClientStep {
  switch (event.kind) {
    case 'timer':
      // 9.1: the peer may be an RFC 2543 server, which sends no 487 to a cancelled INVITE.
      if (event.timer !== 'cancelled') return same(state);
      return ended(state, { kind: 'timeout', why: 'no final response within 64*T1 of the CANCEL' });
    case 'response':
      if (event.response.status >= 200) return answered(state, state.request, event.response, settings);
      return { state, effects: [{ kind: 'provisional', response: event.response }] };
    case 'transport-error':
      // Nothing is being sent in this state; a connection that broke cannot bring the response any more.
      return ended(state, { kind: 'transport', why: event.why });
    case 'cancel':
      if (state.cancelled) return same(state);
      return { state: { ...state, cancelled: true }, effects: sendCancel(settings) };
    case 'abandon':
      return same(state);
  }
}

/** 17.1.1.2 for 300-699, RFC 6026 8.4 for 2xx. */
function answered(
  state: InviteClientState,
  request: SipRequest,
  response: SipResponse,
  settings: Settings,
): InviteClientStep {
  const final: ClientEffect = { kind: 'final', outcome: { kind: 'response', response } };
  if (response.status < 300) {
    // The transaction user sends the ACK to a 2xx, and hears of further 2xx for 64*T1.
    return { state: { kind: 'accepted' }, effects: [...stops(state), start('M', lifetime(settings)), final] };
  }
  const ack = ackFor(request, response);
  if (settings.reliable) {
    // Timer D is 0.
    return { state: { kind: 'terminated' }, effects: [...stops(state), send(ack), final] };
  }
  // D outlasts the server's timer H; 64*T1 is the 32 s of the RFC and scales with T1 as H does.
  return {
    state: { kind: 'completed', ack },
    effects: [...stops(state), start('D', lifetime(settings)), send(ack), final],
  };
}

function completed(state: In<'completed'>, event: ClientEvent): InviteClientStep {
  switch (event.kind) {
    case 'response':
      // 17.1.1.2: each retransmission of the final response is acknowledged again and not passed up.
      return event.response.status >= 300 ? { state, effects: [send(state.ack)] } : same(state);
    case 'timer':
      return event.timer === 'D' ? ended(state, undefined) : same(state);
    case 'transport-error':
      // 17.1.4; the user has its outcome already.
      return ended(state, undefined);
    case 'cancel':
    case 'abandon':
      return same(state);
  }
}

function accepted(state: In<'accepted'>, event: ClientEvent): InviteClientStep {
  switch (event.kind) {
    case 'response':
      // RFC 6026 7.2: every 2xx goes up, everything else ends here.
      return event.response.status >= 200 && event.response.status < 300
        ? { state, effects: [{ kind: 'repeated', response: event.response }] }
        : same(state);
    case 'timer':
      return event.timer === 'M' ? ended(state, undefined) : same(state);
    case 'transport-error':
    case 'cancel':
    case 'abandon':
      return same(state);
  }
}

const sendCancel = (settings: Settings): Array<ClientEffect | TimerEffect> => [
  { kind: 'cancel' },
  start('cancelled', lifetime(settings)),
];

function ended(state: InviteClientState, outcome: FinalOutcome | undefined): InviteClientStep {
  const final: ClientEffect[] = outcome === undefined ? [] : [{ kind: 'final', outcome }];
  return { state: { kind: 'terminated' }, effects: [...stops(state), ...final] };
}

const same = (state: InviteClientState): InviteClientStep => ({ state, effects: [] });

const settled = (state: InviteClientState): boolean => state.kind !== 'calling' && state.kind !== 'proceeding';

const running: Readonly<Record<InviteClientState['kind'], readonly TimerName[]>> = {
  calling: ['A', 'B'],
  proceeding: ['cancelled'],
  completed: ['D'],
  accepted: ['M'],
  terminated: [],
};

const stops = (state: InviteClientState): TimerEffect[] => running[state.kind].map(stop);
