/** Dialects of which a candidate file needs to say the name only, or the name and where it differs. */
import { type Dialect, READABLE_TYPE } from './dialect-table.ts';

type Preset = Omit<Dialect, 'name'>;

/** Dialogs (RFC 4235), asked for once (a poll, RFC 6665 section 4.4.3). */
const ONCE = { event: 'dialog', accept: READABLE_TYPE, held: false } as const;

/** The names that `dialect:` takes. */
export const PRESET_NAMES = ['rfc5359', 'asterisk-lot', 'one-touch-slot', 'valet', 'feature-code', 'dtmf'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];
export const DEFAULT_PRESET: PresetName = 'rfc5359';

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  /** RFC 5359 section 2.15. */
  rfc5359: {
    park: { by: 'refer-server', to: 'park', proof: ['notify'], end: 'server' },
    orbit: 'sipfrag',
    retrieve: { by: 'replaces', to: '${orbit}' },
    empty: 'refuses',
    state: { subscribe: '${orbit}', all: 'park', parked: ['confirmed'], ...ONCE },
  },
  /**
   * A blind transfer to the number of a lot, whose server chooses the slot and tells it by speech alone: Asterisk. Its state
   * shows which slot it is, and it answers a poll with 400.
   */
  'asterisk-lot': {
    park: { by: 'refer', to: '700', proof: ['notify', 'state'], end: 'parker' },
    orbit: 'state',
    retrieve: { by: 'invite', to: '${orbit}' },
    empty: 'announces',
    state: { subscribe: '${orbit}', all: undefined, parked: ['confirmed'], ...ONCE, held: true },
  },
  /** A blind transfer to the number of a free slot, which is dialled to retrieve: FreePBX, and keys of many phones. */
  'one-touch-slot': {
    park: { by: 'refer', to: '${slot}', proof: ['notify'], end: 'parker' },
    orbit: 'chosen',
    retrieve: { by: 'invite', to: '${orbit}' },
    empty: 'announces',
    state: { subscribe: '${orbit}', all: undefined, parked: ['confirmed'], ...ONCE },
  },
  /** As before, and a party that dials an empty slot is parked in it itself: FreeSWITCH `valet_park`. */
  valet: {
    park: { by: 'refer', to: '${slot}', proof: ['notify'], end: 'parker' },
    orbit: 'chosen',
    retrieve: { by: 'invite', to: '${orbit}' },
    empty: 'parks',
    state: { subscribe: 'park+${orbit}', all: undefined, parked: ['confirmed'], ...ONCE },
  },
  /** The call is held, and a code with the orbit is called; another code retrieves: BroadWorks, PortSIP, Vodia. */
  'feature-code': {
    park: { by: 'invite', to: '*68${slot}', proof: ['answer'], end: 'server' },
    orbit: 'chosen',
    retrieve: { by: 'invite', to: '*88${orbit}' },
    empty: 'unknown',
    state: { subscribe: '${orbit}', all: undefined, parked: ['confirmed'], ...ONCE },
  },
  /** The call is parked by keys that are pressed in it: Yeastar P, Asterisk's featuremap. */
  dtmf: {
    park: {
      by: 'dtmf',
      to: '${slot}',
      proof: ['bye'],
      end: 'server',
      digits: { send: '*05${slot}', via: ['rfc4733', 'info'] },
    },
    orbit: 'chosen',
    retrieve: { by: 'invite', to: '${orbit}' },
    empty: 'unknown',
    state: { subscribe: '${orbit}', all: undefined, parked: ['confirmed'], ...ONCE },
  },
};
