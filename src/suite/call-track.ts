import type { Deed, Outcome, Party, Setting } from './cell.ts';

/** What becomes of one call of a scenario when everything goes as the spec says. */
export interface CallTrack {
  readonly name: string;
  readonly state: Standing;
  readonly everParked: boolean;
  readonly everRetrieved: boolean;
}

type Standing =
  | { readonly kind: 'talking'; readonly parties: readonly [Party, Party]; readonly heldBy: readonly Party[] }
  | { readonly kind: 'parked'; readonly parkee: Party }
  /** Nobody picked it up, the server gave it to its timeout target: whom, the spec cannot know. */
  | { readonly kind: 'delivered' }
  | { readonly kind: 'over' };

/** Why a step cannot be meant: the field to point at, what is wrong with it, what to do. */
export interface Objection {
  readonly field: 'as' | 'call' | 'by' | 'to' | 'is' | 'setting';
  readonly message: string;
  readonly hint: string;
}

export type Followed = CallTrack | Objection;

export function isObjection(followed: Followed): followed is Objection {
  return 'message' in followed;
}

export function begin(deed: Deed & { readonly verb: 'call' }): Followed {
  if (deed.by === deed.to) return object('to', `${deed.by} cannot call ${deed.by}`, 'name another party');
  const state: Standing = { kind: 'talking', parties: [deed.by, deed.to], heldBy: [] };
  return { name: deed.call, state, everParked: false, everRetrieved: false };
}

type DeedOnCall = Exclude<Deed, { readonly verb: 'call' | 'register' }>;

/** The call after `deed` went well. */
export function follow(track: CallTrack, deed: DeedOnCall): Followed {
  if (deed.verb === 'retrieve') return retrieve(track, deed.by);
  const { state } = track;
  if (deed.verb === 'hangup' && state.kind === 'parked' && state.parkee === deed.by) return over(track);
  if (state.kind !== 'talking') return object('call', `call ${track.name} ${standing(track)}`, notTalkingHint(track));
  const [one, two] = state.parties;
  if (deed.by !== one && deed.by !== two) {
    return object(
      'by',
      `${deed.by} is not in call ${track.name} here, it is between ${one} and ${two}`,
      `say ${one} or ${two}`,
    );
  }
  const other = deed.by === one ? two : one;
  switch (deed.verb) {
    case 'park':
      return { ...track, state: { kind: 'parked', parkee: other }, everParked: true };
    case 'hold':
      if (state.heldBy.includes(deed.by))
        return object('by', `${deed.by} holds call ${track.name} already`, 'resume it first');
      return { ...track, state: { ...state, heldBy: [...state.heldBy, deed.by] } };
    case 'resume':
      if (!state.heldBy.includes(deed.by))
        return object('by', `${deed.by} does not hold call ${track.name}`, 'hold it first');
      return { ...track, state: { ...state, heldBy: state.heldBy.filter((holder) => holder !== deed.by) } };
    case 'transfer':
      if (deed.to === one || deed.to === two)
        return object('to', `${deed.to} is in call ${track.name} already`, 'transfer it to a third party');
      return { ...track, state: { kind: 'talking', parties: [other, deed.to], heldBy: [] } };
    case 'hangup':
      return over(track);
  }
}

function retrieve(track: CallTrack, by: Party): Followed {
  if (!track.everParked) return object('call', `call ${track.name} was never parked`, 'park it first');
  if (track.state.kind !== 'parked')
    return object('call', `call ${track.name} ${standing(track)}`, 'only a parked call can be retrieved');
  if (track.state.parkee === by)
    return object('by', `${by} is the one who is parked`, 'another party must retrieve the call');
  return { ...track, state: { kind: 'talking', parties: [track.state.parkee, by], heldBy: [] }, everRetrieved: true };
}

/** The call after it was seen to be in `outcome`. */
export function observe(track: CallTrack, outcome: Outcome): Followed {
  const { state } = track;
  const refuse = (hint: string): Objection =>
    object('is', `call ${track.name} ${standing(track)}, it cannot be \`${outcome}\``, hint);
  switch (outcome) {
    case 'connected':
      if (state.kind !== 'talking') return refuse('retrieve it first');
      return state.heldBy.length === 0 ? track : refuse('resume it first');
    case 'held':
      return state.kind === 'talking' && state.heldBy.length > 0 ? track : refuse('hold it first');
    case 'parked':
      return state.kind === 'parked' ? track : refuse('park it first');
    case 'disconnected':
      return state.kind === 'over' ? refuse('check it once') : over(track);
    case 'nobody':
      return track.everParked
        ? track
        : object('is', `call ${track.name} was never parked, it has no orbit to look at`, 'park it first');
  }
}

/** The call after `setting` was watched at it: the pickup settings show when nobody picks it up. */
export function watchSetting(track: CallTrack, setting: Setting): Followed {
  if (!track.everParked)
    return object('call', `call ${track.name} was never parked, it shows no setting`, 'park it first');
  if (setting === 'orbits') return track;
  const waits = track.state.kind === 'parked' || (track.state.kind === 'delivered' && setting === 'timeout-target');
  if (!waits)
    return object(
      'setting',
      `call ${track.name} ${standing(track)}, it cannot show \`${setting}\``,
      'check it while the call is parked',
    );
  const shownAtTheEnd = setting === 'pickup-attempts' || setting === 'timeout-target';
  return shownAtTheEnd ? { ...track, state: { kind: 'delivered' } } : track;
}

export function over(track: CallTrack): CallTrack {
  return { ...track, state: { kind: 'over' } };
}

function standing({ state }: CallTrack): string {
  switch (state.kind) {
    case 'talking':
      return `is ${state.heldBy.length > 0 ? 'on hold ' : ''}between ${state.parties.join(' and ')} here`;
    case 'parked':
      return 'is parked here';
    case 'delivered':
      return 'has gone to its timeout target here';
    case 'over':
      return 'is over here';
  }
}

function notTalkingHint({ state }: CallTrack): string {
  return state.kind === 'parked' ? 'retrieve it first' : 'make another call';
}

function object(field: Objection['field'], message: string, hint: string): Objection {
  return { field, message, hint };
}
