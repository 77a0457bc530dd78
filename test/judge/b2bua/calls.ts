/** Calls through a candidate that is a B2BUA: both sides have Call-IDs and tags of their own, and the audio is anchored. */
import type { Candidate } from '../../../src/candidate/candidate.ts';
import type { Cell } from '../../../src/suite/cell.ts';
import { ORBIT_CALLED } from '../../candidate/sample.ts';
import { CANDIDATE } from '../cells.ts';
import { act, history, type HistoryBuilder } from '../history-builder.ts';
import type { ParkOptions } from '../parking.ts';

export const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
export const parkA = act({ verb: 'park', call: 'A', by: 'bob' });

/** Orbits are dialled; what is at one is not shown. */
export const DIALLED: Partial<Candidate> = {
  ...ORBIT_CALLED,
  capabilities: CANDIDATE.capabilities.filter((each) => each !== 'orbit-status'),
};

/** Parked calls wait in silence. */
export const SILENT: Partial<Candidate> = {
  ...DIALLED,
  capabilities: CANDIDATE.capabilities.filter((each) => each !== 'orbit-status' && each !== 'music-on-hold'),
};

export function calling(cell: Cell, candidate: Partial<Candidate> = DIALLED): HistoryBuilder {
  return history(cell, candidate).phase('normal').call('A', 'alice', 'bob', { b2bua: true });
}

export function parked(cell: Cell, candidate: Partial<Candidate> = DIALLED, options: ParkOptions = {}): HistoryBuilder {
  return calling(cell, candidate).park('A', 'bob', options);
}
