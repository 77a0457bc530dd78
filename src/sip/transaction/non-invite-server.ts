/** The non-INVITE server transaction: RFC 3261 17.2.2. */
import type { SipResponse } from '../message/message.ts';
import {
  lifetime,
  type ServerEvent,
  type ServerStep,
  type Settings,
  send,
  start,
  stop,
  type TimerEffect,
  type TimerName,
} from './step.ts';

export type NonInviteServerState =
  | { readonly kind: 'trying' }
  | { readonly kind: 'proceeding'; readonly response: SipResponse }
  | { readonly kind: 'completed'; readonly response: SipResponse }
  | { readonly kind: 'terminated' };

type NonInviteServerStep = ServerStep<NonInviteServerState>;

/** After 64*T1 the client has given up and no answer is of use any more (RFC 4320 4.2). */
export function startNonInviteServer(settings: Settings): NonInviteServerStep {
  return { state: { kind: 'trying' }, effects: [start('unanswered', lifetime(settings))] };
}

export function nonInviteServer(
  state: NonInviteServerState,
  event: ServerEvent,
  settings: Settings,
): NonInviteServerStep {
  switch (event.kind) {
    case 'respond':
      return respond(state, event.response, settings);
    case 'request':
      // 17.2.2: discarded while trying, else the latest response again.
      return state.kind === 'proceeding' || state.kind === 'completed'
        ? { state, effects: [send(state.response)] }
        : same(state);
    case 'timer':
      return running[state.kind].includes(event.timer) ? ended(state) : same(state);
    case 'transport-error': {
      // 17.2.4; also when the response was the end of it, because timer J is 0.
      const end = ended(state);
      return { ...end, effects: [...end.effects, { kind: 'undelivered', why: event.why }] };
    }
    case 'abandon':
      return ended(state);
    case 'ack':
      return same(state);
  }
}

function respond(state: NonInviteServerState, response: SipResponse, settings: Settings): NonInviteServerStep {
  switch (state.kind) {
    case 'trying':
    case 'proceeding':
      if (response.status < 200) return { state: { kind: 'proceeding', response }, effects: [send(response)] };
      // Timer J is 0 on a reliable transport.
      if (settings.reliable) return { state: { kind: 'terminated' }, effects: [...stops(state), send(response)] };
      return {
        state: { kind: 'completed', response },
        effects: [...stops(state), start('J', lifetime(settings)), send(response)],
      };
    case 'completed':
    case 'terminated':
      // 17.2.2: once completed, other final responses of the user are discarded.
      return same(state);
  }
}

const ended = (state: NonInviteServerState): NonInviteServerStep => ({
  state: { kind: 'terminated' },
  effects: stops(state),
});

const same = (state: NonInviteServerState): NonInviteServerStep => ({ state, effects: [] });

const running: Readonly<Record<NonInviteServerState['kind'], readonly TimerName[]>> = {
  trying: ['unanswered'],
  proceeding: ['unanswered'],
  completed: ['J'],
  terminated: [],
};

const stops = (state: NonInviteServerState): TimerEffect[] => running[state.kind].map(stop);
