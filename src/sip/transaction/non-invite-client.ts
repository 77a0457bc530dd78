/** The non-INVITE client transaction: RFC 3261 17.1.2. */
import type { SipRequest, SipResponse } from '../message/message.ts';
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

export type NonInviteClientState =
  | { readonly kind: 'trying'; readonly request: SipRequest; readonly interval: number }
  | { readonly kind: 'proceeding'; readonly request: SipRequest }
  | { readonly kind: 'completed' }
  | { readonly kind: 'terminated' };

type Waiting = Extract<NonInviteClientState, { kind: 'trying' | 'proceeding' }>;
type NonInviteClientStep = ClientStep<NonInviteClientState>;

/** 17.1.2.2: send, retransmit after T1 on a transport that loses, give up after 64*T1. */
export function startNonInviteClient(request: SipRequest, settings: Settings): NonInviteClientStep {
  const retransmit = settings.reliable ? [] : [start('E', settings.t1)];
  return {
    state: { kind: 'trying', request, interval: settings.t1 },
    effects: [...retransmit, start('F', lifetime(settings)), send(request)],
  };
}

/** `cancel` does nothing here: CANCEL is for INVITE only (9.1). */
export function nonInviteClient(
  state: NonInviteClientState,
  event: ClientEvent,
  settings: Settings,
): NonInviteClientStep {
  switch (state.kind) {
    case 'trying':
    case 'proceeding':
      return waiting(state, event, settings);
    case 'completed':
      // 17.1.2.2: further responses are absorbed until timer K.
      return event.kind === 'abandon' || (event.kind === 'timer' && event.timer === 'K')
        ? ended(state, undefined)
        : same(state);
    case 'terminated':
      return same(state);
  }
}

function waiting(state: Waiting, event: ClientEvent, settings: Settings): NonInviteClientStep {
  switch (event.kind) {
    case 'timer':
      if (event.timer === 'E') return sendAgain(state, settings);
      if (event.timer === 'F') return ended(state, { kind: 'timeout', why: 'no response within 64*T1 (timer F)' });
      return same(state);
    case 'response':
      if (event.response.status >= 200) return answered(state, event.response, settings);
      // 17.1.2.2: timer F runs on, and E at T2 from its next firing.
      return {
        state: { kind: 'proceeding', request: state.request },
        effects: [{ kind: 'provisional', response: event.response }],
      };
    case 'transport-error':
      // 17.1.4
      return ended(state, { kind: 'transport', why: event.why });
    case 'abandon':
      return ended(state, event.outcome);
    case 'cancel':
      return same(state);
  }
}

/** 17.1.2.2: min(2*E, T2) while trying, T2 when a provisional response has come. */
function sendAgain(state: Waiting, settings: Settings): NonInviteClientStep {
  if (state.kind === 'proceeding') return { state, effects: [start('E', settings.t2), send(state.request)] };
  const interval = Math.min(state.interval * 2, settings.t2);
  return { state: { ...state, interval }, effects: [start('E', interval), send(state.request)] };
}

function answered(state: Waiting, response: SipResponse, settings: Settings): NonInviteClientStep {
  const final: ClientEffect = { kind: 'final', outcome: { kind: 'response', response } };
  // Timer K is 0 on a reliable transport.
  if (settings.reliable) return { state: { kind: 'terminated' }, effects: [...stops(state), final] };
  return { state: { kind: 'completed' }, effects: [...stops(state), start('K', settings.t4), final] };
}

function ended(state: NonInviteClientState, outcome: FinalOutcome | undefined): NonInviteClientStep {
  const final: ClientEffect[] = outcome === undefined ? [] : [{ kind: 'final', outcome }];
  return { state: { kind: 'terminated' }, effects: [...stops(state), ...final] };
}

const same = (state: NonInviteClientState): NonInviteClientStep => ({ state, effects: [] });

const running: Readonly<Record<NonInviteClientState['kind'], readonly TimerName[]>> = {
  trying: ['E', 'F'],
  proceeding: ['E', 'F'],
  completed: ['K'],
  terminated: [],
};

const stops = (state: NonInviteClientState): TimerEffect[] => running[state.kind].map(stop);
