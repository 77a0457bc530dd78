/** The INVITE server transaction: RFC 3261 17.2.1 as corrected by RFC 6026 7.1 and 8.7. */
import { buildResponse } from '../message/build.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
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

export type InviteServerState =
  | { readonly kind: 'proceeding'; readonly request: SipRequest; readonly last: SipResponse | undefined }
  | { readonly kind: 'completed'; readonly response: SipResponse; readonly interval: number }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'terminated' };

type In<Kind> = Extract<InviteServerState, { kind: Kind }>;
type InviteServerStep = ServerStep<InviteServerState>;

/** 17.2.1: the user has this long to answer before the transaction sends 100 in its place. */
const tryingAfter = 200;

export function startInviteServer(request: SipRequest): InviteServerStep {
  return { state: { kind: 'proceeding', request, last: undefined }, effects: [start('trying', tryingAfter)] };
}

export function inviteServer(state: InviteServerState, event: ServerEvent, settings: Settings): InviteServerStep {
  if (event.kind === 'abandon') return ended(state);
  switch (state.kind) {
    case 'proceeding':
      return proceeding(state, event, settings);
    case 'completed':
      return completed(state, event, settings);
    case 'confirmed':
      // 17.2.1: stragglers of INVITE and ACK are absorbed until timer I.
      return event.kind === 'timer' && event.timer === 'I' ? ended(state) : same(state);
    case 'accepted':
      return accepted(state, event);
    case 'terminated':
      return same(state);
  }
}

function proceeding(state: In<'proceeding'>, event: ServerEvent, settings: Settings): InviteServerStep {
  switch (event.kind) {
    case 'timer': {
      if (event.timer !== 'trying') return same(state);
      const trying = buildResponse(state.request, 100);
      return { state: { ...state, last: trying }, effects: [send(trying)] };
    }
    case 'request':
      // 17.2.1: the most recent provisional response again, if there was one.
      return state.last === undefined ? same(state) : { state, effects: [send(state.last)] };
    case 'respond':
      return respond(state, event.response, settings);
    case 'transport-error':
      // RFC 6026 7.1: tell, and stay.
      return undelivered(state, event.why);
    case 'ack':
    case 'abandon':
      return same(state);
  }
}

function respond(state: In<'proceeding'>, response: SipResponse, settings: Settings): InviteServerStep {
  if (response.status < 200) {
    return { state: { ...state, last: response }, effects: [...stops(state), send(response)] };
  }
  if (response.status < 300) {
    // RFC 6026 7.1: the 2xx is repeated by the user until ACK comes; INVITEs that still arrive end here.
    return { state: { kind: 'accepted' }, effects: [...stops(state), start('L', lifetime(settings)), send(response)] };
  }
  const retransmit = settings.reliable ? [] : [start('G', settings.t1)];
  return {
    state: { kind: 'completed', response, interval: settings.t1 },
    effects: [...stops(state), ...retransmit, start('H', lifetime(settings)), send(response)],
  };
}

function completed(state: In<'completed'>, event: ServerEvent, settings: Settings): InviteServerStep {
  switch (event.kind) {
    case 'timer':
      if (event.timer === 'G') {
        const interval = Math.min(state.interval * 2, settings.t2);
        return { state: { ...state, interval }, effects: [start('G', interval), send(state.response)] };
      }
      // 17.2.1: the ACK never came.
      if (event.timer === 'H') return undelivered(state, 'no ACK within 64*T1 (timer H)', ended(state));
      return same(state);
    case 'request':
      return { state, effects: [send(state.response)] };
    case 'ack':
      // Timer I is 0 on a reliable transport.
      if (settings.reliable) return ended(state);
      return { state: { kind: 'confirmed' }, effects: [...stops(state), start('I', settings.t4)] };
    case 'transport-error':
      // RFC 6026 7.1: tell, and stay; timer G may have better luck.
      return undelivered(state, event.why);
    case 'respond':
    case 'abandon':
      // 17.2.1: once completed, other final responses of the user are discarded.
      return same(state);
  }
}

function accepted(state: In<'accepted'>, event: ServerEvent): InviteServerStep {
  switch (event.kind) {
    case 'respond':
      // RFC 6026 7.1: 2xx only.
      return event.response.status >= 200 && event.response.status < 300
        ? { state, effects: [send(event.response)] }
        : same(state);
    case 'ack':
      // RFC 6026 7.1: an ACK to the 2xx that carries the branch of its INVITE, as RFC 2543 clients' do.
      return { state, effects: [{ kind: 'ack', request: event.request }] };
    case 'timer':
      return event.timer === 'L' ? ended(state) : same(state);
    case 'transport-error':
      return undelivered(state, event.why);
    case 'request':
    case 'abandon':
      return same(state);
  }
}

function undelivered(state: InviteServerState, why: string, then: InviteServerStep = same(state)): InviteServerStep {
  return { state: then.state, effects: [...then.effects, { kind: 'undelivered', why }] };
}

const ended = (state: InviteServerState): InviteServerStep => ({
  state: { kind: 'terminated' },
  effects: stops(state),
});

const same = (state: InviteServerState): InviteServerStep => ({ state, effects: [] });

const running: Readonly<Record<InviteServerState['kind'], readonly TimerName[]>> = {
  proceeding: ['trying'],
  completed: ['G', 'H'],
  confirmed: ['I'],
  accepted: ['L'],
  terminated: [],
};

const stops = (state: InviteServerState): TimerEffect[] => running[state.kind].map(stop);
